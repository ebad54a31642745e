// A component's line to its Python half (playground/ui/kit/component.py), and what ends with it.

/**
 * Connect a component: what `answers` holds for a message's type is called with that message, its
 * `bytes` with a buffer.
 *
 * Returns `send(type, fields)`, `listen(target, kind, listener)` until the component is removed, and
 * `atEnd(end)`, whose `end()` is called then.
 */
export function connect(model, answers = {}) {
  const ends = [];
  const atEnd = (end) => ends.push(end);
  model.on("msg:custom", (message) => {
    if (message instanceof ArrayBuffer) answers.bytes(message);
    else answers[message.type]?.(message);
  });
  model.on("remove", () => {
    for (const end of ends.splice(0)) end();
  });
  return {
    send: (type, fields = {}) => model.send_msg({ ...fields, type }),
    atEnd,
    listen(target, kind, listener) {
      target.addEventListener(kind, listener);
      atEnd(() => target.removeEventListener(kind, listener));
    },
  };
}
