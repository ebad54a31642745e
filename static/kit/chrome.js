// What is around every page that is alive, and what the page and the server have to say to each other.

import { Address, together } from "kit/address.js";
import { copied } from "kit/clipboard.js";
import { connect } from "kit/component.js";
import { make } from "kit/dom.js";
import { hold } from "kit/gate.js";
import { addressOf, header } from "kit/header.js";
import { keyboard } from "kit/keyboard.js";
import { KEY, lesson } from "kit/lesson.js";
import { tellLate } from "kit/late.js";
import { Notices } from "kit/notices.js";
import { tips } from "kit/tips.js";

export class Chrome {
  /**
   * Made by the `render` of the page's component, which puts `header` and `notices` where they belong.
   *
   * `answers` are the page's own, by the type of the message, as for `connect`; so are `keys`, see
   * keyboard.js. `act(action)` does what a key or the button of a notice stands for. `beside` are
   * elements for the header, `themed()` is called when the colours have changed, `interrupted()`
   * when the connection is, and `begin()` before the server is told that the page is there (again).
   * `reveal(name)` opens what a control is in that a lesson points at, and `taught(phase)` is called when a
   * lesson comes to another phase: "ask", "do", "over", "" without one. The page puts `lesson` behind
   * its notices.
   */
  constructor({ model, view }, {
    answers = {}, keys = {}, act, beside = [], themed = () => {}, interrupted = () => {}, begin = () => {},
    reveal = () => {}, taught = () => {},
  }) {
    this.model = model;
    this.begin = begin;
    this.interrupted = interrupted;
    hold(view.model.document);
    tellLate();
    this.told = new Notices(act);
    this.notices = this.told.element;
    const { send, atEnd, listen } = connect(model, {
      notice: (message) => this.told.tell(message.text, message),
      withdraw: ({ key }) => this.told.withdraw(key),
      copy: ({ text }) => copied(text).then((done) => send("copied", { done })),
      go: ({ path, link, further }) => {
        location.href = addressOf(path, model.navigation.here, this.address.leave(link, further));
      },
      lesson: (message) => this.lessons.show(message),
      lesson_seeds: (message) => this.lessons.seeds(message),
      ...answers,
    });
    this.send = send;
    this.listen = listen;
    this.bar = header(model.navigation, {
      beside,
      tools: model.get_child("tools"),
      themed: (dark) => {
        send("theme", { dark });
        themed();
      },
    });
    this.header = this.bar.element;
    this.address = new Address((hash) => {
      send("open", { hash });
      this.lessons.follow();
    }, (link) => this.bar.carry(link), model.navigation.here.slice(1));
    this.lessons = this.makeLessons(send, reveal, taught);
    this.lesson = make("div", { class: "lessons" }, this.lessons.element, this.lessons.rings);
    atEnd(() => this.lessons.remove());
    atEnd(() => this.address.remove());
    atEnd(() => this.bar.theme.remove());
    atEnd(keyboard(keys, act));
    atEnd(() => { this.gone = true; });
    model.on("after_render", () => {
      document.getElementById("skeleton")?.setAttribute("hidden", "");
      this.ready();
    });
    this.follow(view.model.document);
  }

  /** Make the tooltips for everything inside the page's element. */
  tips(root) {
    return tips(root, this.model.explanations);
  }

  /** The lesson beside the page. */
  makeLessons(send, reveal, taught) {
    const { here } = this.model.navigation;
    return lesson({
      send, reveal, taught, mark: (name) => this.address.mark(KEY, name),
      go: (path, name) => {
        if (path === here) return false;
        location.href = addressOf(path, here, together(location.hash, `${KEY}=${name}`));
        return true;
      },
      open: (link) => {
        this.address.takeOthers(link);
        send("open", { hash: link });
      },
      tell: (text) => this.told.tell(text, { key: "lesson" }),
    });
  }

  ready() {
    this.begin();
    this.send("ready", {
      hash: location.hash, dark: this.bar.theme.dark,
      address: location.origin + location.pathname + location.search,
    });
    this.lessons.resume();
  }

  /** Tell of a connection that is lost, and go on when it is there again. */
  follow(shared) {
    shared?.on_event("connection_lost", (_, { timeout }) => {
      if (this.gone) return;
      this.interrupted();
      this.told.tell(
        timeout == null ? "The connection to the server is lost. Reload the page to go on with the same set-up."
          : "The connection is interrupted; trying again …", { kind: "alarm", key: "connection" });
    });
    shared?.on_event("client_reconnected", () => {
      if (this.gone) return; // after an interruption the whole page is made anew, this one removed
      this.told.withdraw("connection");
      this.ready();
    });
  }
}
