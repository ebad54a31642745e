// Changes on their way to the server: one at a time, of each control only the newest.
//
// A dragged slider makes a hundred changes a second. The next one leaves when the answer to the last
// has come, so that changes never queue, and an answer is shown only when nothing newer is under way.

import { held } from "kit/gate.js";

export class Sender {
  constructor(send) {
    this.send = send;
    this.number = 0; // of the last change sent
    this.waiting = new Map(); // name -> value not yet sent
    this.last = null; // the newest message
    this.underWay = false;
  }

  /** Change a setting. */
  change(name, value) {
    this.waiting.set(name, value);
    if (!this.underWay || held.is) this.next();
  }

  next() {
    const [[name, value] = []] = this.waiting;
    if (name === undefined) return;
    this.waiting.delete(name);
    this.underWay = true;
    this.last = { name, value, number: ++this.number };
    this.send(this.last);
  }

  /** An answer has come; returns whether it is the newest and may be shown. */
  answered(number) {
    if (number < this.number) return false;
    this.underWay = false;
    this.next();
    return !this.underWay;
  }

  /** The connection is lost: what has no answer yet is sent again, and waits in the gate with the rest. */
  interrupted() {
    if (this.underWay) this.send(this.last);
    while (this.waiting.size) this.next();
  }

  /** After a lost connection nothing is under way any more. */
  restart() {
    this.underWay = false;
    this.waiting.clear();
  }
}
