// The moment that is shown of a race: it plays, pauses, is scrubbed; all views of it follow.

const STEPS_A_SECOND = 20; // at speed 1

export class Player {
  constructor() {
    this.length = 0; // steps of the longest path
    this.moment = 0; // in steps, between two of them while it plays
    this.speed = 1;
    this.playing = false;
    this.followers = [];
  }

  follow(callback) { this.followers.push(callback); }

  tell() {
    for (const callback of this.followers) callback(this.moment);
  }

  /** Take note of new paths: a moment beyond their end is drawn back to it; `whole` shows their end. */
  renew(length, whole) {
    this.length = length;
    if (whole) this.moment = length;
    this.moment = Math.min(this.moment, length);
    this.tell();
  }

  go(moment) {
    this.moment = Math.min(Math.max(moment, 0), this.length);
    this.tell();
  }

  pause() {
    this.playing = false;
    this.tell();
  }

  play() {
    if (this.moment >= this.length) this.moment = 0;
    this.playing = true;
    let before = performance.now();
    const tick = (now) => {
      if (!this.playing) return;
      this.moment += (STEPS_A_SECOND * this.speed * (now - before)) / 1000;
      before = now;
      if (this.moment >= this.length) {
        this.moment = this.length;
        this.playing = false;
      } else {
        requestAnimationFrame(tick);
      }
      this.tell();
    };
    requestAnimationFrame(tick);
    this.tell();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }
}
