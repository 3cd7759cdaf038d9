// The form in another site's frame: tells that site, and no other, how high it is and when the person is done.
// Nothing of what was answered is ever told.
(function () {
  "use strict";
  var hosts = document.currentScript.dataset.hosts.split(" "), above = location.ancestorOrigins;
  if (window.parent === window) { return; }
  // Where the browser tells who frames us, only that one is written to; elsewhere the browser hands the message over
  // to that one of the allowed hosts that it is meant for, and to nobody else.
  if (above && above.length) { hosts = hosts.filter(function (host) { return host === above[0]; }); }
  function say(said) {
    hosts.forEach(function (host) { window.parent.postMessage({ partingWords: said }, host); });
  }
  function measure() { say({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) }); }
  var end = document.querySelector("[data-outcome]");
  if (end) { say({ done: end.dataset.outcome }); }
  if (window.ResizeObserver) { new ResizeObserver(measure).observe(document.documentElement); }
  window.addEventListener("load", measure);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { say({ close: true }); } });
})();
