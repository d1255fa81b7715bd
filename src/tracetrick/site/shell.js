// Material puts the button that copies a program into a landmark without a name, as many as there are programs.
new MutationObserver(() => {
  for (const one of document.querySelectorAll("nav.md-code__nav:not([role])")) one.role = "none";
}).observe(document.querySelector("article"), { childList: true, subtree: true });

// The page that says that there is none searches for the words of the address.
for (const input of document.querySelectorAll(".not-found [name=q]")) {
  const path = location.pathname.replace(__md_scope.pathname, "").replace(/^en\/|\.\w+$/g, "");
  input.value = decodeURIComponent(path).split(/[^\p{L}\p{N}]+/u).join(" ").trim();
}

addEventListener("load", async () => {
  await document.fonts.ready;

  // What scrolls sideways can be scrolled by keyboard, in browsers too that do not see to it themselves; displays
  // are, from their marks.
  const boxes = new ResizeObserver((sizes) => {
    for (const { target } of sizes) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".md-typeset__scrollwrap, pre > code").forEach((box) => boxes.observe(box));

  // Pages once seen work offline. What this first one needed was loaded before there was anyone to keep it.
  const worker = document.querySelector("link[rel=service-worker]");
  const workers = navigator.serviceWorker;
  if (!worker || !workers) return;
  const first = !workers.controller;
  try {
    await workers.register(worker.href);
    const { active } = await workers.ready;
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    if (first) active.postMessage([location.href, ...loaded]);
  } catch {} // a browser may refuse: the page is whole without it
});
