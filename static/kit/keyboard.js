// The keys of a page. A control that has the focus and uses the key itself keeps it.

/** Whether the element under the keyboard needs this key for itself. */
function needsKey(element, key) {
  if (!element || element === document.body) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  if (element.matches('[role="listbox"], [role="menuitem"]')) return true; // an open menu
  if (element.matches("input")) {
    const type = element.type;
    if (type === "checkbox" || type === "radio") return key === " " || key.startsWith("Arrow");
    return type === "range" ? key.startsWith("Arrow") : true;
  }
  if (element.matches('button, summary, [role="button"], [role="tab"], [role="radio"]')) {
    return key === " " || (key.startsWith("Arrow") && element.matches('[role="radio"], [role="tab"], [data-arrows], [aria-roledescription]'));
  }
  if (element.matches("a[href]")) return false;
  return element.tabIndex >= 0 && (key === " " || key.startsWith("Arrow"));
}

/**
 * Listen for the keys; returns the function that stops listening.
 *
 * keys[KEY] is {action, shifted, held}: what it does, what it does with the shift key where that is
 * something else, and whether it goes on while it is held. A letter stands for both of its cases;
 * "ctrl+z" is that key with Ctrl, or Command on a Mac.
 */
export function keyboard(keys, act) {
  const press = (event) => {
    if (event.altKey || event.defaultPrevented) return;
    const held = event.ctrlKey || event.metaKey ? "ctrl+" : "";
    const key = keys[held + event.key] ?? keys[held + event.key.toLowerCase()];
    if (!key || event.composedPath().some((one) => one.matches?.('dialog, [role="dialog"]'))) return;
    if (event.repeat && !key.held) return;
    const inner = event.composedPath()[0];
    if (needsKey(inner instanceof Element ? inner : null, event.key)) return;
    event.preventDefault();
    act((event.shiftKey && key.shifted) || key.action);
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
