// All that the pages take of BokehJS's private names about its connection, in one place.
// Held by tests/browser/test_reconnection.py; without these names a page works, but for interruptions.

/**
 * Let every connection of BokehJS pass what it sends to `sending(connection, message)`, and tell
 * `heard(connection, bytes)` of each part of a message that comes. `connection.sendNow(message)` sends at once.
 *
 * What BokehJS would log as errors of a lost connection is told to the learner instead.
 */
export function tapConnections({ sending, heard }) {
  const connections = window.Bokeh?.require?.("client/connection").ClientConnection?.prototype;
  if (!connections || connections.sendNow) return;
  connections.sendNow = connections.send;
  connections.send = function (message) { sending(this, message); };
  const take = connections._on_message;
  connections._on_message = function (event) {
    heard(this, event.data.byteLength ?? event.data.length);
    take.call(this, event);
  };
  connections._on_error = (reject) => reject(new Error("The socket could not be opened."));
  const pull = connections._pull_doc_json;
  connections._pull_doc_json = async function () {
    try {
      return await pull.call(this);
    } catch (error) {
      if (this.socket !== null) throw error;
      return new Promise(() => {}); // lost once more: the next attempt asks again
    }
  };
}

/** The page's document that a connection is for; null before it has come. */
export const documentOf = (connection) => connection.session?.document ?? null;

/** Whether what is sent now travels. */
export const isOpen = (connection) => connection.socket?.readyState === WebSocket.OPEN;

/** A message that tells the server of an event, as BokehJS makes it. */
export const messageOf = (event) => window.Bokeh.require("protocol/message").Message.create("PATCH-DOC", {}, { events: [event] });

/** Where the server tells whether the visit is here, and the token to ask with. */
export function placeOf({ url, token }) {
  return { place: url.replace(/^ws/, "http").replace(/ws$/, "here"), token };
}

/**
 * A connection that is lost in the middle of a message, as happens to a stream of frames, leaves
 * half of it in BokehJS's receiver. There it would spoil the first message of the next connection
 * and end that one too, again and again: so it is forgotten.
 */
export function forgetHalfMessage(connection) {
  const Receiver = connection._receiver?.constructor;
  if (Receiver) connection._receiver = new Receiver();
}

/** Take a connection that nothing comes from any more as lost; the browser would wait for minutes. */
export function giveUp(connection) {
  const { socket } = connection;
  if (!socket) return;
  const closed = socket.onclose;
  socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
  socket.close();
  closed?.call(socket, { code: 1006, reason: "" });
}
