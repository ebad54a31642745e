// The page's pictograms, drawn for a 24 x 24 field and coloured by the text around them.

const PATHS = {
  play: '<path d="M8 5.5v13l11-6.5z" fill="currentColor"/>',
  pause: '<path d="M7 5h3.6v14H7zM13.4 5H17v14h-3.6z" fill="currentColor"/>',
  step: '<path d="M6 5.5v13l9-6.5zM16 5.5h2.6v13H16z" fill="currentColor"/>',
  batch: '<path d="M9 8v8l5.5-4zM15.5 8h1.8v8h-1.8z" fill="currentColor"/>',
  reset: '<path d="M12 5a7 7 0 1 1-6.6 4.7M12 5H6.5M12 5V1.5M12 5v3.5" transform="rotate(-38 12 12)"/>',
  regenerate: '<path d="M5 12a7 7 0 0 1 12-5l2 2M19 4v5h-5M19 12a7 7 0 0 1-12 5l-2-2M5 20v-5h5"/>',
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"/>',
  moon: '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
  system: '<circle cx="12" cy="12" r="7.5"/><path d="M12 4.5v15a7.5 7.5 0 0 0 0-15z" fill="currentColor"/>',
  teacher: '<path d="M3 9.5 12 5l9 4.5-9 4.5zM7 12v4.2c1.4 1.2 3 1.8 5 1.8s3.6-.6 5-1.8V12M21 9.5v5"/>',
  pin: '<path d="M9 4h6l-1 6 3 3.5H7L10 10zM12 13.5V20"/>',
  more: '<path d="m6 9.5 6 6 6-6"/>',
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
