// A page that is not there after some seconds says why, as far as can be told. This runs before all
// else, and needs nothing of it.

(() => {
  const PATIENCE = 6_000; // milliseconds
  let missing = false; // whether a script or a style has not come
  addEventListener("error", ({ target }) => { missing ||= target instanceof HTMLScriptElement || target instanceof HTMLLinkElement; }, true);

  const reason = () => {
    if (missing || (document.readyState === "complete" && !window.Bokeh)) {
      const slash = location.pathname.endsWith("/") ? "" : " Its address may lack the slash at the end:";
      return `Parts of this page did not come: a filter, an extension or a proxy may hold them back, or the server has gone.${slash}`;
    }
    if (document.readyState !== "complete") return "The page is still coming: the connection is slow, or the server has much to do.";
    return "The page waits for its line to the server, a websocket. If it stays like this, a proxy, a filter or an extension blocks websockets; your teacher or administrator can allow them.";
  };

  /** What one can do: load the page again, with the slash that it lacks. */
  const again = () => {
    const link = document.createElement("a");
    const lacks = missing && !location.pathname.endsWith("/");
    link.href = location.pathname + (lacks ? "/" : "") + location.search + location.hash;
    link.textContent = lacks ? link.href : "Try again";
    link.addEventListener("click", () => { if (!lacks) location.reload(); });
    return link;
  };

  let said = "";
  const look = () => {
    const place = document.getElementById("late");
    if (document.getElementById("skeleton")?.hidden) return;
    const now = reason();
    if (place && said !== now) {
      said = now;
      place.hidden = false;
      place.replaceChildren(`${now} `, ...(document.readyState === "complete" ? [again()] : []));
    }
    setTimeout(look, 1_000);
  };
  setTimeout(look, PATIENCE);
})();
