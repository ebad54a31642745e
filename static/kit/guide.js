// The examples in the guide: links that change the set-up, but not what a teacher has hidden.

/** Whether an entry of a link is a teacher's: it hides something. */
const HIDES = /(_hide=true|^hideText=true)$/;

/**
 * Return a function that makes the examples follow a link to the present set-up.
 *
 * `addressOf(fragment)` is where an example with that fragment opens.
 */
export function examples(guide, addressOf) {
  const links = [...(guide?.querySelectorAll('a[href^="#"]') ?? [])];
  for (const link of links) link.dataset.example ??= link.getAttribute("href"); // as it is written
  return (fragment) => {
    const hidden = fragment.replace(/^#/, "").split("&").filter((entry) => HIDES.test(entry));
    for (const link of links) link.href = addressOf([link.dataset.example, ...hidden].join("&"));
  };
}
