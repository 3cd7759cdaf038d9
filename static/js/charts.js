// Draws the charts of a page from the specs beside them. Colours are custom properties, so that the theme needs no
// second drawing. The expressions are interpreted, never compiled: the policy allows no eval.
const OPTIONS = {
  mode: "vega-lite",
  renderer: "svg",
  ast: true,
  actions: false,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true, theme: "ours" },
};
const NARROW = { config: { axis: { labelLimit: 120 } } }; // on a phone labels leave the figures room
const PAPER_WIDTH = 660; // pixels between the margins of A4 and Letter
const whenIdle = window.requestIdleCallback ?? ((then) => setTimeout(then, 200));
const shown = new Map();
let bundle;

function loaded(address) {
  bundle ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return bundle;
}

function widthOf(place, spec) {
  return Math.max(Math.floor(place.clientWidth), spec.usermeta.min_width);
}

function fit(place) {
  const chart = shown.get(place);
  const width = widthOf(place, chart.spec);
  if (width === chart.width || !place.clientWidth) return;
  chart.width = width;
  chart.view.width(width).runAsync();
  reach(place);
}

// What scrolls must be reachable by keyboard; what does not should not be a stop.
function reach(place) {
  if (place.scrollWidth > place.clientWidth + 1) place.tabIndex = 0;
  else place.removeAttribute("tabindex");
}

const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => shown.has(target) && fit(target)));

async function draw(place) {
  try {
    await loaded(place.dataset.bundle);
    const spec = JSON.parse(document.getElementById(place.dataset.spec).textContent);
    const width = widthOf(place, spec);
    const canvas = document.createElement("div");
    canvas.setAttribute("aria-hidden", "true"); // the place says in a sentence what it shows
    const { view } = await window.vegaEmbed(canvas, { ...spec, width }, width < 480 ? { ...OPTIONS, ...NARROW } : OPTIONS);
    place.replaceChildren(canvas);
    place.classList.remove("drawing");
    shown.set(place, { view, spec, width });
    sizes.observe(place);
    reach(place);
  } catch (error) {
    console.error(error);
    place.classList.remove("drawing");
    place.removeAttribute("role");
    place.textContent = place.dataset.failed;
  }
}

const near = new IntersectionObserver((entries) => {
  entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
    start(target);
  });
}, { rootMargin: "400px" });

function start(place) {
  near.unobserve(place);
  if (!place.classList.replace("waiting", "drawing")) return;
  draw(place).then(startNext);
}

// Those further down are drawn when there is nothing else to do, so that they are there for printing.
function startNext() {
  whenIdle(() => {
    const place = document.querySelector(".chart-drawing.waiting");
    if (place) start(place);
  });
}

function find(root) {
  root.querySelectorAll(".chart-drawing.waiting").forEach((place) => near.observe(place));
  startNext();
}

find(document);
document.addEventListener("htmx:load", (event) => find(event.target));

// On paper a chart has the width of the paper.
window.addEventListener("beforeprint", () => {
  shown.forEach(({ view, spec }) => view.width(Math.max(PAPER_WIDTH, spec.usermeta.min_width)).run());
});
window.addEventListener("afterprint", () => {
  shown.forEach(({ view, width }) => view.width(width).run());
});
