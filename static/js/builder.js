// What makes the survey builder live where JavaScript runs; every button works without any of this.
(function () {
  "use strict";
  // What a conflict shows is not saved yet.
  let timer = 0, dirty = Boolean(document.querySelector(".conflict"));
  const draft = () => document.getElementById("draft");
  const frame = document.querySelector('iframe[name="preview"]');

  // While somebody types, the remarks and the preview follow, once there is a pause.
  function changed() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      document.body.dispatchEvent(new Event("draft-changed"));
      refresh();
    }, 500);
  }
  document.addEventListener("input", (event) => {
    if (event.target.form !== draft()) return;
    dirty = true;
    changed();
  });

  // The remarks beside their fields, as the list says them.
  function place() {
    document.querySelectorAll(".said[data-at]").forEach((said) => said.replaceChildren());
    document.querySelectorAll("#remarks .remark").forEach((remark) => {
      const said = document.querySelector(`.said[data-at="${CSS.escape(remark.dataset.remark)}"]`);
      if (!said) return;
      const copy = remark.cloneNode(true);
      copy.querySelectorAll("a").forEach((link) => link.replaceWith(link.textContent));
      said.append(copy);
    });
  }
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "remarks") place();
    else changed();
  });

  // The preview shows what is typed, in the language that it is in, and stays where it was scrolled to.
  let asked = 0;
  async function refresh() {
    const number = ++asked, address = frame.contentWindow.location;
    const answer = await fetch(address.pathname + address.search, { method: "POST", body: new URLSearchParams(new FormData(draft())) });
    if (!answer.ok || number !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html"), shown = frame.contentDocument;
    shown.body.replaceWith(shown.adoptNode(fresh.body));
    // A script runs once; what it does is to be seen on the new page too.
    shown.querySelectorAll("script[src]").forEach((script) => {
      const again = shown.createElement("script");
      again.src = script.src;
      script.replaceWith(again);
    });
  }
  function mark() {
    const language = new URLSearchParams(frame.contentWindow.location.search).get("lang");
    document.querySelectorAll('a[target="preview"]').forEach((link) => {
      if (link.hreflang === language) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  frame.addEventListener("load", () => {
    mark();
    if (dirty) refresh();
  });
  mark();
  if (dirty) changed();

  // Nothing typed is lost by leaving the page without meaning to.
  document.addEventListener("submit", () => { dirty = false; });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id !== "remarks") dirty = false;
  });
  document.body.addEventListener("htmx:sendError", () => { dirty = true; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
})();
