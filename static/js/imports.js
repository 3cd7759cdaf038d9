// Send a file in parts, each as large as arrives in a moment: a whole one would hold up everybody else who wants
// something of the server. Without this script the browser sends small files by itself.
"use strict";

const LEAST = 32 * 1024;
const MOST = 1024 * 1024;
const LARGEST = 1024 * 1024 * 1024;
const AIM_MILLISECONDS = 300;
const ATTEMPTS = 5;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function sendPart(form, part, at) {
  const address = `${form.dataset.parts}?${new URLSearchParams({ sent: form.elements.sent.value, at })}`;
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Content-Type": "application/octet-stream" };
  const answer = await fetch(address, { method: "POST", headers, body: part, redirect: "error" });
  if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
  return (await answer.json()).at;
}

async function sendFile(form, file, told) {
  let at = 0, size = LEAST, failed = 0;
  do {
    const begun = performance.now();
    try {
      at = await sendPart(form, file.slice(at, at + size), at);
      failed = 0;
      const took = Math.max(performance.now() - begun, 1);
      size = Math.round(Math.min(MOST, Math.max(LEAST, Math.min(size * 2, (size * AIM_MILLISECONDS) / took))));
      told(file.size ? at / file.size : 1);
    } catch (error) {
      failed += 1;
      if (failed >= ATTEMPTS) throw error;
      await pause(500 * 2 ** failed);
    }
  } while (at < file.size);
}

for (const form of document.querySelectorAll("form.bring")) {
  form.addEventListener("submit", async (event) => {
    const input = form.elements.file;
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const sending = form.querySelector(".sending");
    const bar = sending.querySelector("progress");
    const words = sending.querySelector("span");
    button.disabled = true;
    bar.hidden = false;
    sending.hidden = false;
    try {
      if (file.size > LARGEST) {
        words.textContent = form.dataset.large;
        throw new RangeError();
      }
      words.textContent = form.dataset.failed;
      await sendFile(form, file, (share) => {
        bar.value = 100 * share;
        words.textContent = form.dataset.sending.replace("{percent}", Math.floor(100 * share));
      });
      words.textContent = form.dataset.reading;
      form.elements.name.value = file.name;
      input.disabled = true;
      form.submit();
    } catch (error) {
      if (!(error instanceof RangeError)) words.textContent = form.dataset.failed;
      bar.hidden = true;
      button.disabled = false;
    }
  });
}

// Back from the next page: what was switched off is usable again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.bring")) {
    form.elements.file.disabled = false;
    form.querySelector("button").disabled = false;
    form.querySelector(".sending").hidden = true;
  }
});
