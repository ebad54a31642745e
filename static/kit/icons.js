// The page's pictograms, drawn for a 24 x 24 field and coloured by the text around them.

const PATHS = {
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"/>',
  moon: '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
  system: '<circle cx="12" cy="12" r="7.5"/><path d="M12 4.5v15a7.5 7.5 0 0 0 0-15z" fill="currentColor"/>',
  more: '<path d="m6 9.5 6 6 6-6"/>',
  sides: '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="M15 5.5v13M11.5 9.5 9 12l2.5 2.5"/>',
  close: '<path d="m7 7 10 10M17 7 7 17"/>',
};

/** Return an <svg> element of the given name; it is decoration, the control carries the name. */
export function icon(name) {
  const template = document.createElement("template");
  template.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none"
    stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"
    >${PATHS[name]}</svg>`;
  return template.content.firstElementChild;
}
