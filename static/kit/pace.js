// How busy the line from the server is, so that pictures leave room for answers.
//
// BokehJS gets a message in parts, a small one first. The time from that to a large one is the time
// that the large one has taken to come, whatever the line's delay. Whoever asks for the next picture
// waits as long as the last ones have taken: then the line is free half of the time, and an answer
// waits for one picture at most.

const LARGE = 2_000; // bytes of a part that takes its time
const FELT = 40; // milliseconds: less may be this page's own work
const LONGEST = 2_000; // milliseconds that a picture waits

let partAt = 0; // when the last part came
let busy = 0; // milliseconds that parts have taken since somebody asked for a picture

/** Take note of a part of a message that has come. */
export function arrived(bytes) {
  const now = performance.now();
  if (bytes >= LARGE && now - partAt > FELT) busy += now - partAt;
  partAt = now;
}

/** Ask for the next picture when the line has been free for a while; at once where it is quick. */
export function whenFree(ask) {
  const wait = Math.min(busy, LONGEST);
  busy = 0;
  if (wait > FELT) setTimeout(ask, wait);
  else ask();
}
