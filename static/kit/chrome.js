// What is around every page that is alive, and what the page and the server have to say to each other.

import { Address, together } from "kit/address.js";
import { copied } from "kit/clipboard.js";
import { connect } from "kit/component.js";
import { watch } from "kit/connection.js";
import { make } from "kit/dom.js";
import { addressOf, header } from "kit/header.js";
import { keyboard } from "kit/keyboard.js";
import { lesson } from "kit/lesson.js";
import { KEY } from "kit/lesson_address.js";
import { tellLate } from "kit/late.js";
import { Notices } from "kit/notices.js";
import { tabAt } from "kit/tab.js";
import { tips } from "kit/tips.js";

const STATES = {
  lost: "The connection is interrupted. Trying again; what you do meanwhile is kept.",
  silent: "The server is not answering just now. What you do is kept until it does.",
};
const ENDED = "The server no longer had this visit, so it begins anew with the same settings. What takes a button has to be started again.";
const EMBEDDED = "The visit has ended on the server. Reload the page to go on.";

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
   * its notices. `leave(path)` as for the header. `training()` tells {playing, epoch} of what is trained.
   */
  constructor({ model, view }, {
    answers = {}, keys = {}, act, beside = [], themed = () => {}, interrupted = () => {}, begin = () => {},
    reveal = () => {}, taught = () => {}, leave = () => false, training = () => ({ playing: false, epoch: 0 }),
  }) {
    this.model = model;
    this.begin = begin;
    this.interrupted = interrupted;
    this.training = training;
    this.tab = tabAt(model.navigation.here);
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
      challenge: (message) => this.lessons.showChallenge(message),
      lesson_seeds: (message) => this.lessons.seeds(message),
      begun: ({ word }) => this.begun(word),
      beat: ({ at }) => this.connection?.answered(at),
      wanted: () => this.bring(),
      keep: (copy) => this.tab.keep(copy),
      ...answers,
    });
    this.send = send;
    this.listen = listen;
    this.bar = header(model.navigation, {
      beside,
      tools: model.get_child("tools"),
      leave,
      themed: (dark) => {
        send("theme", { dark });
        themed();
      },
    });
    this.signal = make("div", { class: "connection", role: "status", hidden: true });
    this.header = this.bar.element;
    this.header.append(this.signal);
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
    if (view.model.document) this.follow(view.model.document);
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
      restore: (link) => this.address.takeOthers(link),
      tell: (text) => this.told.tell(text, { key: "lesson" }),
    });
  }

  ready() {
    this.begin();
    const { word = "", playing = false } = this.tab.kept;
    this.send("ready", {
      hash: location.hash, dark: this.bar.theme.dark,
      address: location.origin + location.pathname + location.search, word, playing,
    });
    this.lessons.resume();
  }

  /** Tell of a connection that is lost or slow, and go on when it is there again. */
  follow(shared) {
    this.connection = watch(shared, {
      told: (state) => this.tell(state), ended: () => this.renew(), beat: (at) => this.send("beat", { at }),
    });
    this.listen(window, "pagehide", () => {
      const { epoch } = this.training();
      const waiting = this.connection.state === "lost" ? this.connection.line.packed() : null;
      this.tab.write(waiting ? { reached: epoch, waiting } : { reached: epoch });
    });
    this.listen(document, "visibilitychange", () => {
      if (document.hidden && this.connection.state === "there") this.send("hidden");
    });
  }

  tell(state) {
    if (state === "lost") {
      const { playing, epoch } = this.training();
      this.tab.write({ playing, reached: epoch });
      this.interrupted();
    }
    this.signal.textContent = STATES[state] ?? "";
    this.signal.hidden = !STATES[state];
  }

  /** The visit goes on, or a new one has begun: say what has waited. */
  begun(word) {
    this.tab.write({ word, waiting: null, playing: false, leaves: false });
    if (!this.connection) return;
    const { waiting, leaves } = this.tab.returned;
    this.tab.returned = {};
    const without = waiting ? this.connection.line.unpack(waiting) : 0;
    if (without) this.told.tell("Not all that was done without a connection could be kept: look whether the set-up is as you want it.");
    if (leaves && !word) this.told.tell(ENDED);
    this.connection.line.goOn();
    this.send("settled");
    this.connection.begun();
  }

  /** The server has lost the run: bring the tab's copy of it, and say what it lacks. */
  bring() {
    const { copy = "", epoch = 0, lost = "", reached = 0 } = this.tab.kept;
    this.send("stored", { copy });
    if (!copy && reached > 0) {
      this.told.tell(`${lost || "The server no longer has the trained network, and this tab had no copy of it."} It had come to epoch ${reached.toLocaleString("en")}, and begins anew.`);
    } else if (copy && (lost || reached > epoch)) {
      const between = reached > epoch ? `What it learned from there to epoch ${reached.toLocaleString("en")} was lost with the server.` : "";
      this.told.tell(`This is the tab’s copy of the network, of epoch ${epoch.toLocaleString("en")}. ${between} ${lost}`.trim());
    }
  }

  /** The server is there, but the visit is not: begin a new one, with all that this tab has kept. */
  renew() {
    if (!document.getElementById("page")) { // within somebody else's page, which is not ours to reload
      this.signal.textContent = EMBEDDED;
      return;
    }
    const { reloads = 0 } = this.tab.kept; // several without a visit: two servers behind one address
    this.tab.write({ leaves: true, reloads: reloads + 1, waiting: this.connection.line.packed() });
    setTimeout(() => location.reload(), reloads ? 1_000 * Math.min(2 ** reloads, 30) : 0);
    setTimeout(() => this.tab.write({ reloads: 0 }), 60_000);
  }
}
