// A card over the network with widgets of Python's: what can be set for a layer, further features.

export class Panel {
  /** `content` is the element that Python fills; `ask(kind, layer)` has it filled. */
  constructor(root, content, ask) {
    this.root = root;
    this.ask = ask;
    this.element = document.createElement("div");
    this.element.className = "card panel";
    this.element.hidden = true;
    this.element.setAttribute("role", "dialog");
    const heading = document.createElement("div");
    heading.className = "heading";
    this.title = document.createElement("span");
    const closer = document.createElement("button");
    closer.type = "button";
    closer.className = "closer";
    closer.textContent = "×";
    closer.setAttribute("aria-label", "Close");
    closer.addEventListener("click", () => this.close(true));
    heading.append(this.title, closer);
    this.element.append(heading, content);
    root.append(this.element);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close(true);
      event.stopPropagation(); // the page's own keys are not meant here
    });
    this.outside = (event) => {
      const path = event.composedPath();
      if (!this.element.hidden && !path.includes(this.element) && !path.includes(this.opener)) this.close(false);
    };
    document.addEventListener("pointerdown", this.outside, true);
  }

  /** Open it below a button, or close it if it is that button's already. */
  toggle(opener, title, kind, layer) {
    if (!this.element.hidden && this.opener === opener) {
      this.close(true);
      return;
    }
    this.opener = opener;
    this.ask(kind, layer);
    this.title.textContent = title;
    this.element.setAttribute("aria-label", title);
    this.element.hidden = false;
    this.place();
  }

  place() {
    const { offsetTop: top, offsetWidth: width, offsetHeight: height } = this.opener;
    const left = this.opener.getBoundingClientRect().left - this.root.getBoundingClientRect().left; // it may be scrolled
    const own = this.element.offsetWidth;
    const across = Math.min(Math.max(left + width / 2 - own / 2, 4), this.root.clientWidth - own - 4);
    this.element.style.left = `${across}px`;
    const low = top > this.root.clientHeight / 2; // opened from the foot it stands above its button
    this.element.style.top = low ? "auto" : `${top + height + 4}px`;
    this.element.style.bottom = low ? `${this.root.clientHeight - top + 4}px` : "auto";
  }

  close(returnFocus) {
    if (this.element.hidden) return;
    this.element.hidden = true;
    if (returnFocus) this.opener?.focus();
  }

  remove() {
    document.removeEventListener("pointerdown", this.outside, true);
  }
}
