// Into the clipboard, by whichever way the browser allows; resolves to whether it has worked.

import { make } from "kit/dom.js";

export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text); // refused on a page without https, but for localhost
    return true;
  } catch {
    const field = make("textarea", { style: "position: fixed; opacity: 0" }, text);
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
