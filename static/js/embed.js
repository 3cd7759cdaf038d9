// Parting Words in a page of yours: the form inline, or in a dialog. No cookie, no other request. See placing-the-form.md.
(function () {
  "use strict";
  var script = document.currentScript, data = script.dataset, origin = new URL(script.src).origin;
  var frame, dialog, opener;

  function framed() {
    frame = document.createElement("iframe");
    frame.src = origin + "/s/" + encodeURIComponent(data.survey) + "/embed/" +
      (data.context ? "c/" + encodeURIComponent(data.context) + "/" : "") + (data.lang ? "?lang=" + encodeURIComponent(data.lang) : "");
    frame.title = data.title || "Survey";
    frame.style.cssText = "display:block;width:100%;height:600px;border:0";
    return frame;
  }

  function open(event) {
    opener = event.target.closest("[data-parting-words]");
    if (!opener || (opener.dataset.partingWords || data.survey) !== data.survey) { return; }
    event.preventDefault();
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.setAttribute("aria-label", data.title || "Survey");
      dialog.style.cssText = "box-sizing:border-box;width:min(40rem,100%);max-width:100%;max-height:100%;padding:0;border:1px solid;overflow:auto";
      var close = document.createElement("button");
      close.type = "button";
      close.textContent = data.close || "Close";
      close.style.cssText = "display:block;margin:8px 8px 0 auto;min-width:44px;min-height:44px;font:inherit";
      close.onclick = function () { dialog.close(); };
      dialog.append(close, framed());
      dialog.addEventListener("close", function () { opener.focus(); });
      document.body.append(dialog);
    }
    dialog.showModal();
  }

  // Only our own frame is listened to, and only from our own origin.
  addEventListener("message", function (event) {
    var said = event.data && event.data.partingWords;
    if (!said || !frame || event.origin !== origin || event.source !== frame.contentWindow) { return; }
    if (said.height > 0) { frame.style.height = Math.min(said.height, 9999) + "px"; }
    if (said.close && dialog) { dialog.close(); }
    if (said.done) {
      (dialog || frame).dispatchEvent(new CustomEvent("partingwords:done", {
        bubbles: true, detail: { survey: data.survey, outcome: said.done }
      }));
    }
  });

  if (data.mode === "dialog") { document.addEventListener("click", open); }
  else if (document.body.contains(script)) { script.after(framed()); }
  else { document.body.append(framed()); }
})();
