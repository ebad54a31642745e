// Changes on their way to the server: one at a time, of each control only the newest.
//
// A dragged slider makes a hundred changes a second. The next one leaves when the answer to the last
// has come, so that changes never queue, and an answer is shown only when nothing newer is under way.

export class Sender {
  constructor(send) {
    this.send = send;
    this.number = 0; // of the last change sent
    this.waiting = new Map(); // name -> value not yet sent
    this.underWay = false;
    this.apart = false; // whether no answer can come
  }

  /** Change a setting. */
  change(name, value) {
    this.waiting.set(name, value);
    if (!this.underWay || this.apart) this.next();
  }

  next() {
    const [[name, value] = []] = this.waiting;
    if (name === undefined) return;
    this.waiting.delete(name);
    this.underWay = true;
    this.send({ name, value, number: ++this.number });
  }

  /** An answer has come; returns whether it is the newest and may be shown. */
  answered(number) {
    if (number < this.number) return false;
    this.underWay = false;
    this.next();
    return !this.underWay;
  }

  /** The connection is lost: nothing waits for an answer, but all of it for the line, see line.js. */
  interrupted() {
    this.apart = true;
    while (this.waiting.size) this.next();
  }

  /** After a lost connection nothing is under way any more. */
  restart() {
    this.underWay = this.apart = false;
    this.waiting.clear();
  }
}
