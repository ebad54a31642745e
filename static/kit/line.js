// What a page says to the server: nothing of it is lost, and nothing is done twice.
//
// BokehJS sends changes of widgets and messages of components into whatever socket it has: one that
// is still connecting throws InvalidStateError, without one an error is logged, and either way the
// change is lost, as is what was on its way when the connection broke. So every message has a number
// here and is kept until the server is known to have it. After an interruption the server says which
// was the last to come; those after it, and what was done meanwhile, follow when the page is back:
// of each control only the newest, of presses and clicks all.

import { documentOf, forgetHalfMessage, isOpen, messageOf, tapConnections } from "kit/bokeh.js";
import { arrived } from "kit/pace.js";

// Messages of a moment: after an interruption the page is made anew, and says them again.
const OF_A_MOMENT = new Set(["ready", "stored", "ack", "beat", "hidden", "hover", "drawn"]);
// Messages that replace an earlier one, by the fields in which the two are the same.
const REPLACING = {
  change: ["name"], link: ["layer", "source", "target"], bias: ["layer", "neuron"],
  aim: [], story: [], look: [], open: [], theme: [], stage: [], want: [],
};

/** The fields of a value as BokehJS writes it: a plain object, or a map with its entries. */
function fieldsOf(value) {
  return value?.type === "map" ? Object.fromEntries(value.entries ?? []) : value ?? {};
}

/** To which model an event belongs, and what a component says with it. */
function readEvent({ kind, model, msg_data }) {
  if (kind === "ModelChanged") return { id: model.id, said: {} };
  const { model: component, data } = fieldsOf(msg_data?.values);
  return { id: component?.id, said: fieldsOf(data) };
}

/** What an event replaces: an earlier one of the same subject; "" for none. */
function subject(event) {
  const { id, said } = readEvent(event);
  if (event.kind === "ModelChanged") return `${id} ${event.attr}`;
  const same = REPLACING[said.type];
  return same ? JSON.stringify([id, said.type, ...same.map((field) => said[field])]) : "";
}

const isOfAMoment = (message) => message.content.events.every((event) => OF_A_MOMENT.has(readEvent(event).said.type));

export class Line {
  constructor(shared) {
    this.document = shared;
    this.connection = null;
    this.number = 0; // of the last message
    this.sent = []; // [number, message]: the server may not have them yet
    this.waiting = []; // messages, the oldest first
    this.holds = false; // whether what is said waits
    this.hear = () => {}; // called with all that comes
  }

  send(connection, message) {
    this.connection = connection;
    const passing = isOfAMoment(message);
    if (!isOpen(connection) || (this.holds && !passing)) {
      if (!passing) this.keep(message);
      return;
    }
    message.header.number = ++this.number;
    if (!passing) this.sent.push([this.number, message]);
    connection.sendNow(message);
  }

  /** Keep a message for later, in the place of those that it replaces. */
  keep(message) {
    const newest = new Set(message.content.events.map(subject).filter((one) => one !== ""));
    for (const earlier of this.waiting) {
      earlier.content.events = earlier.content.events.filter((event) => !newest.has(subject(event)));
    }
    this.waiting = [...this.waiting.filter(({ content }) => content.events.length), message];
  }

  /** The server has all messages up to a number. */
  confirm(number) {
    this.sent = this.sent.filter(([one]) => one > number);
  }

  /** The connection is lost. */
  lost() {
    this.holds = true;
    if (this.connection) forgetHalfMessage(this.connection);
  }

  /** The server is there again, and has all messages up to a number: the others have to be said again. */
  resumes(number) {
    this.confirm(number);
    const later = this.waiting;
    this.waiting = [];
    for (const message of [...this.sent.map(([, one]) => one), ...later]) this.keep(message);
    this.sent = [];
  }

  /** The page is whole again, and the server listens: say what has waited. */
  goOn() {
    this.holds = false;
    const messages = this.waiting;
    this.waiting = [];
    for (const message of messages) {
      const events = message.content.events.filter((event) => {
        const { id } = readEvent(event);
        return id === undefined || this.document.get_model_by_id(id) !== null;
      });
      if (!events.length) continue;
      message.content.events = events;
      this.document.apply_json_patch({ events: events.filter(({ kind }) => kind === "ModelChanged") });
      this.send(this.connection, message);
    }
  }

  /** All that waits as plain data, for a page that is made anew by a reload: with places for names. */
  packed() {
    const places = placesIn(this.document);
    const events = [...this.sent.map(([, one]) => one), ...this.waiting].flatMap(({ content }) => content.events);
    return events.map((event) => {
      const { id } = readEvent(event);
      return { place: places.get(id), event, id };
    }).filter(({ place }) => place !== undefined);
  }

  /** Take what waited on the page before a reload; returns how much of it has no place any more. */
  unpack(packed) {
    let without = 0;
    for (const { place, event, id } of packed) {
      const model = modelAt(this.document, place);
      if (!model) without += 1;
      else this.keep(messageOf(JSON.parse(JSON.stringify(event).replaceAll(JSON.stringify(id), JSON.stringify(model.id)))));
    }
    return without;
  }
}

// Places of models in a page: the way from its root. A page that is made anew has other names for
// the same models, but the same places.

const isModel = (value) => typeof value?.id === "string" && value.attributes !== undefined;

/** [step, value] for all that a model, a list, a map or an object holds. */
function within(value) {
  if (isModel(value)) return Object.entries(value.attributes);
  if (Array.isArray(value)) return [...value.entries()];
  if (value instanceof Map) return [...value.entries()].filter(([key]) => typeof key === "string");
  return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype ? Object.entries(value) : [];
}

/** The place of each model, by its name: the shortest way from a root, and its kind. */
function placesIn(shared) {
  const places = new Map();
  let reached = [...shared.roots().entries()].map(([step, model]) => [[step], model]);
  while (reached.length) {
    const next = [];
    for (const [way, value] of reached) {
      if (isModel(value)) {
        if (places.has(value.id)) continue;
        places.set(value.id, { way, type: value.type });
      }
      if (way.length < 12) for (const [step, part] of within(value)) next.push([[...way, step], part]);
    }
    reached = next;
  }
  return places;
}

function modelAt(shared, { way, type }) {
  let found = shared.roots()[way[0]];
  for (const step of way.slice(1)) {
    if (isModel(found)) found = found.attributes[step];
    else found = found instanceof Map ? found.get(step) : found?.[step];
  }
  return isModel(found) && found.type === type ? found : null;
}

const lines = new WeakMap(); // by document, which outlives its page: that is made anew with each reconnection

/** The line of a document. */
export function lineOf(shared) {
  if (!lines.has(shared)) lines.set(shared, new Line(shared));
  return lines.get(shared);
}

tapConnections({
  sending: (connection, message) => {
    const shared = documentOf(connection);
    if (shared === null || message.msgtype() !== "PATCH-DOC") connection.sendNow(message);
    else lineOf(shared).send(connection, message);
  },
  heard: (connection, bytes) => {
    arrived(bytes);
    const shared = documentOf(connection);
    if (shared !== null) lineOf(shared).hear();
  },
});
