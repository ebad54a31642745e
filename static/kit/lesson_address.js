// Which lesson a link opens: its key stands beside the settings of all pages.

export const KEY = "lessons.open";

const pairsOf = (fragment) => fragment.replace(/^#/, "").split("&").filter((pair) => pair !== "");

/** The name of the lesson that a fragment opens, "" for none. */
export function openedBy(fragment) {
  const pair = pairsOf(fragment).find((one) => one.startsWith(`${KEY}=`));
  try {
    return decodeURIComponent(pair?.slice(KEY.length + 1) ?? "");
  } catch { // a broken link
    return "";
  }
}

/** A fragment without the lesson. */
export function withoutLesson(fragment) {
  return `#${pairsOf(fragment).filter((pair) => !pair.startsWith("lessons.")).join("&")}`;
}
