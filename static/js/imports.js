// Show how much of a file has been sent. Without this script the browser sends the form by itself.
"use strict";

for (const form of document.querySelectorAll("form.bring")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const sending = form.querySelector(".sending");
    const bar = sending.querySelector("progress");
    const words = sending.querySelector("span");
    const request = new XMLHttpRequest();
    const button = form.querySelector("button");
    const usual = () => { button.disabled = true; HTMLFormElement.prototype.submit.call(form); };
    button.disabled = true;
    sending.hidden = false;
    request.upload.addEventListener("progress", (sent) => {
      const percent = sent.lengthComputable ? Math.floor((100 * sent.loaded) / sent.total) : 0;
      bar.value = percent;
      words.textContent = percent < 100 ? form.dataset.sending.replace("{percent}", percent) : form.dataset.reading;
    });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.responseURL !== form.action) {
        location.assign(request.responseURL);
        return;
      }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main .note.error");
      const earlier = document.querySelector("main .note.error");
      if (earlier) earlier.remove();
      if (answer) form.closest("section").before(document.adoptNode(answer));
      else usual();
      button.disabled = false;
      sending.hidden = true;
    });
    request.addEventListener("error", usual);
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
