// A display that scrolls can be scrolled by keyboard, in browsers too that do not see to it themselves.
document.fonts.ready.then(() => {
  const boxes = new ResizeObserver((sizes) => {
    for (const { target } of sizes) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll("div.math")) boxes.observe(box);
});

// Pages once seen work offline. What this first one needed was loaded before there was anyone to keep it.
const worker = document.querySelector("link[rel=service-worker]");
if (worker && navigator.serviceWorker) {
  const first = !navigator.serviceWorker.controller;
  const loaded = () => [location, ...performance.getEntriesByType("resource").map((one) => one.name)];
  navigator.serviceWorker
    .register(worker.href)
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => first && active.postMessage(loaded().map(String)))
    .catch(() => {}); // a browser may refuse: the page is whole without it
}

// The page that says that there is none searches for the words of the address.
for (const input of document.querySelectorAll(".not-found [name=q]")) {
  const path = location.pathname.replace(__md_scope.pathname, "").replace(/^en\/|\.\w+$/g, "");
  input.value = decodeURIComponent(path).split(/[^\p{L}\p{N}]+/u).join(" ").trim();
}
