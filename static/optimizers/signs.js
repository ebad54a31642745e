// The legend's small pictures: the same signs as on the map, in the colour of the text around them.

const SIGNS = {
  start: '<circle cx="12" cy="8" r="5.5" fill="var(--surface)" stroke-width="2"/>',
  minimum: '<circle cx="12" cy="8" r="5"/><circle cx="12" cy="8" r="1.8" fill="currentColor" stroke="none"/>',
  maximum: '<path d="M12 3.4 16.2 11H7.8z"/>',
  saddle: '<path d="m8 4 8 8M16 4l-8 8"/>',
  valley: '<path d="M4 8h16" stroke-width="2.4" stroke-linecap="round" stroke-dasharray="0.1 4.5"/>',
  found: '<path d="m7 8.5 3.5 3.5L17 4" stroke-width="2.4"/>',
  hatched: '<path d="m3 13 7-10M9 14l7-11M15 14l6-10"/>',
  path: '<path d="M2 12C8 12 8 4 22 4" stroke-width="2.4"/>',
  gradient: '<path d="M2 8h18" stroke-dasharray="2 2"/><path d="m16 4 5 4-5 4"/>',
  adjusted: '<path d="M2 8h18m-5-4 5 4-5 4" stroke-width="2.4"/>',
  momentum: '<path d="M2 8h18m-6-5 6 5-6 5" stroke-width="4" opacity="0.55"/>',
  squares: '<rect x="5" y="3" width="14" height="10" fill="currentColor" fill-opacity="0.28"/>',
  candidates: '<g fill="currentColor" stroke="none"><circle cx="5" cy="5" r="1.5"/><circle cx="18" cy="4" r="1.5"/><circle cx="8" cy="12" r="1.5"/><circle cx="17" cy="11" r="1.5"/></g><path d="M9 8h6M12 5v6"/>',
};

/** Return an <svg> element of the given name; it is decoration, the words beside it say the same. */
export function sign(name) {
  const template = document.createElement("template");
  template.innerHTML = `<svg class="sign" viewBox="0 0 24 16" aria-hidden="true" fill="none"
    stroke="currentColor" stroke-width="1.5" stroke-linejoin="round">${SIGNS[name]}</svg>`;
  return template.content.firstElementChild;
}
