// The connection of a page to the server: whether the server answers, and the way back to it.
//
// BokehJS gives up after five attempts, each of which leaves an error in the browser's log while the
// server is away. Here the page asks first, from a worker, whose failures leave none; and it asks
// until there is an answer.

import { giveUp, placeOf } from "kit/bokeh.js";
import { lineOf } from "kit/line.js";

const LOOK = 250; // milliseconds between two looks at the clock
const QUIET = 1_000; // without a word after which the page asks whether the server is there
const PATIENCE = 3_000; // after which it says that it waits, beyond what an answer usually takes
const DEAD = 8_000; // after which it looks whether another connection would be answered
const SLEPT = 2_000; // between two looks: the machine has slept, or the page was busy itself
const PAUSES = [0, 500, 1_000, 2_000, 4_000, 8_000]; // before each attempt; the last one goes on
const ANSWER = 20_000; // that an attempt may take

/** Asks for `place`; answers what has come, or null. */
const ASK = `onmessage = async ({ data: { place, token, time } }) => {
  try {
    const answer = await fetch(place, { headers: { Visit: token }, cache: "no-store", signal: AbortSignal.timeout(time) });
    postMessage(answer.ok ? await answer.json() : null);
  } catch {
    postMessage(null);
  }
}`;

/** Ask the server whether the visit is there; null for no answer. */
function ask(connection) {
  const { place, token } = placeOf(connection);
  if (new URL(place).origin !== location.origin) return Promise.resolve({ here: true, heard: 0 }); // within another's page
  const source = URL.createObjectURL(new Blob([ASK], { type: "text/javascript" }));
  const worker = new Worker(source);
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(null);
    worker.postMessage({ place, token, time: ANSWER });
  }).finally(() => {
    worker.terminate();
    URL.revokeObjectURL(source);
  });
}

class Connection {
  constructor(line) {
    this.line = line;
    this.attempts = 0;
    this.state = "new"; // "there" once the visit has begun, "silent", "lost"
    this.slow = 0; // milliseconds that an answer has usually taken of late
    this.heardAt = this.lookedAt = performance.now();
    this.asked = null; // when the page has asked whether the server is there
    line.hear = () => this.hear();
    setInterval(() => this.look(), LOOK);
    addEventListener("online", () => this.atOnce());
    document.addEventListener("visibilitychange", () => {
      this.heardAt = performance.now();
      if (!document.hidden) this.atOnce();
    });
  }

  /** The visit has begun, or goes on. */
  begun() {
    clearTimeout(this.timer);
    this.state = "there";
    this.attempts = 0;
    this.asked = null;
    this.heardAt = performance.now();
    this.told("back");
  }

  hear() {
    this.heardAt = performance.now();
    if (this.state !== "silent") return;
    this.state = "there";
    this.told("back");
  }

  /** The server has answered the question whether it is there. */
  answered(at) {
    this.line.confirm(at);
    if (this.asked === null) return;
    const took = performance.now() - this.asked;
    this.slow = took > this.slow ? took : 0.7 * this.slow + 0.3 * took;
    this.asked = null;
  }

  look() {
    const now = performance.now();
    if (now - this.lookedAt > SLEPT) this.heardAt = now;
    this.lookedAt = now;
    if (!this.line.connection) return; // a notebook's kernel may be busy for hours
    if (document.hidden || (this.state !== "there" && this.state !== "silent")) return;
    const quiet = now - this.heardAt;
    if (this.asked === null && (quiet > QUIET || this.line.sent.length)) {
      this.asked = now;
      this.beat(this.line.number);
    }
    if (quiet > PATIENCE + this.slow && this.state === "there") {
      this.state = "silent";
      this.told("silent");
    }
    if (quiet > DEAD + 2 * this.slow && this.state === "silent" && !this.trying) this.replace();
  }

  /** Where another connection would be answered, give this one up. */
  async replace() {
    this.trying = true;
    const answer = await ask(this.line.connection);
    this.trying = false;
    if (answer !== null && this.state === "silent") giveUp(this.line.connection);
    this.heardAt = Math.max(this.heardAt, performance.now() - DEAD / 2); // not again at once
  }

  /** The connection is lost: try again until it is there. */
  lost() {
    this.line.lost();
    if (this.state !== "lost") this.told("lost");
    this.state = "lost";
    this.asked = null;
    clearTimeout(this.timer);
    const pause = PAUSES[Math.min(this.attempts, PAUSES.length - 1)];
    this.attempts += 1;
    this.timer = setTimeout(() => this.attempt(), pause * (0.75 + Math.random() / 2)); // not all at once
  }

  /** Something has changed: try again now. */
  atOnce() {
    if (this.state !== "lost") return;
    this.attempts = 0;
    clearTimeout(this.timer);
    this.attempt();
  }

  async attempt() {
    if (this.trying || this.line.connection.socket) return; // under way
    this.trying = true;
    const answer = await ask(this.line.connection);
    this.trying = false;
    if (this.state !== "lost") return;
    if (answer === null) this.lost();
    else if (!answer.here) this.ended();
    else {
      this.line.resumes(answer.heard);
      this.line.connection.reconnect();
      this.timer = setTimeout(() => giveUp(this.line.connection), ANSWER);
    }
  }
}

const watched = new WeakMap(); // by document: one connection, however often its page is made anew

/**
 * Watch over the connection of a document from now on; the callbacks of the newest page count.
 *
 * `told(state)` is called with "lost", "silent" and "back", `ended()` when the server is there but
 * the visit is not, and `beat(at)` asks the server whether it is there.
 */
export function watch(shared, callbacks) {
  if (!watched.has(shared)) {
    const made = new Connection(lineOf(shared));
    shared.on_event("connection_lost", (_, { connection }) => {
      made.line.connection ??= connection?.deref() ?? null;
      made.lost();
    });
    watched.set(shared, made);
  }
  return Object.assign(watched.get(shared), callbacks);
}
