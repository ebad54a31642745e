// Nothing that is done while the connection is interrupted is lost: it waits until it is there again.
//
// BokehJS 3.9 sends changes of widgets and messages of components into whatever socket it has: one
// that is still connecting throws InvalidStateError, without one an error is logged, and either way
// the change is lost. What it sends between the loss and the page's return, when the whole document
// has come anew, is held here; then it is done to the new page and told to the server.

/** What a held event would be replaced by, for of each control only the newest counts; "" for a click. */
function subject({ kind, model, attr, msg_data }) {
  if (kind === "ModelChanged") return `${model.id} ${attr}`;
  const { model: component, data } = fieldsOf(msg_data?.values);
  const { type, name } = fieldsOf(data);
  return type === "change" ? `${component?.id} ${name}` : ""; // of sender.js
}

/** The fields of a value as BokehJS writes it: a plain object, or a map with its entries. */
function fieldsOf(value) {
  return value?.type === "map" ? Object.fromEntries(value.entries ?? []) : value ?? {};
}

/** Whether the document still has what an event speaks of. */
function isThere(shared, { kind, model, msg_data }) {
  const id = kind === "ModelChanged" ? model.id : fieldsOf(msg_data?.values).model?.id;
  return id === undefined || shared.get_model_by_id(id) !== null;
}

const gated = new WeakSet(); // documents: one outlives its page, which is made anew with each reconnection

/** Whether what is sent waits: the connection is interrupted. */
export const held = { is: false };

/** Hold what is sent while a document's connection is interrupted; again it does nothing. */
export function hold(shared) {
  if (!shared || gated.has(shared)) return;
  gated.add(shared);
  let waiting = []; // messages, the oldest first
  let connection = null;

  const keep = (message) => {
    const { events } = message.content;
    const newest = new Set(events.map(subject).filter((one) => one !== ""));
    for (const earlier of waiting) {
      earlier.content.events = earlier.content.events.filter((event) => !newest.has(subject(event)));
    }
    waiting.push(message);
  };
  const close = (found) => {
    held.is = true;
    if (!found || connection === found) return;
    connection = found;
    const send = connection.send.bind(connection);
    connection.send = (message) => {
      if (held.is && message.msgtype() === "PATCH-DOC") keep(message);
      else send(message); // Bokeh's own, such as the request for the document
    };
  };
  const open = () => {
    held.is = false;
    const messages = waiting;
    waiting = [];
    for (const message of messages) {
      const events = message.content.events.filter((event) => isThere(shared, event));
      if (!events.length) continue;
      message.content.events = events;
      shared.apply_json_patch({ events: events.filter(({ kind }) => kind === "ModelChanged") });
      connection.send(message);
    }
  };
  shared.on_event("connection_lost", (_, { connection: lost }) => close(lost?.deref()));
  shared.on_event("client_reconnected", open);
}
