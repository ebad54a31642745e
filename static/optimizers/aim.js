// The start while it is dragged: its newest place goes to the server, and paths come back, nothing else.
// What has to be read (verdicts, the address) and what takes longer follows when the start rests.

const MOST = 4; // places under way: the server passes over all but the newest
const REST = 150; // milliseconds without a move after which the start rests

export class Aim {
  /** `send(fields)` asks for the paths from a place, `rest(place)` is called where the start rests. */
  constructor({ send, rest }) {
    this.send = send;
    this.rest = rest;
    this.place = null; // where the start is, until it rests
    this.waiting = false; // whether that has still to be sent
    this.number = 0; // of the last place sent
    this.answeredNumber = 0;
    this.timer = 0;
  }

  /** Whether the start is under way: paths from where it has rested before are outdated. */
  get isMoving() { return this.place !== null; }

  move(x, y) {
    this.place = [x, y];
    this.waiting = true;
    this.next();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), REST);
  }

  next() {
    if (!this.waiting || this.number - this.answeredNumber >= MOST) return;
    this.waiting = false;
    const [x, y] = this.place;
    this.send({ x, y, number: ++this.number });
  }

  /** An answer has come; one to all that were sent before, too. */
  answered(number) {
    this.answeredNumber = Math.max(number, this.answeredNumber);
    this.next();
  }

  settle() {
    clearTimeout(this.timer);
    if (!this.isMoving) return;
    const { place } = this;
    this.place = null;
    this.waiting = false;
    this.restart(); // what is still under way is of no use any more
    this.rest(place);
  }

  /** Nothing that was sent is waited for any more. */
  restart() { this.answeredNumber = this.number; }
}
