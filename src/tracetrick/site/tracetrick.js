// A selection that holds formulas is copied with their LaTeX instead of the glyphs on the screen.
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (!selection.rangeCount || !event.clipboardData) return;
  const range = selection.getRangeAt(0).cloneRange();
  const around = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(".math");
  const [first, last] = [around(range.startContainer), around(range.endContainer)];
  if (first) range.setStartBefore(first); // half a formula has no LaTeX
  if (last) range.setEndAfter(last);
  const copied = range.cloneContents();
  const formulas = copied.querySelectorAll(".math");
  if (!formulas.length) return;
  for (const formula of formulas) formula.replaceWith(formula.querySelector(".tex").textContent);
  const box = document.createElement("div");
  box.append(copied);
  event.clipboardData.setData("text/plain", box.textContent);
  event.preventDefault();
});

// The link to the other language leads to the section that the reader is in: both have the same anchors.
for (const kind of ["click", "auxclick"]) {
  document.addEventListener(kind, (event) => {
    const link = event.target.closest("a.edition");
    if (!link) return;
    const header = document.querySelector(".md-header").getBoundingClientRect().bottom;
    const begun = [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)[id]")]
      .filter((heading) => heading.getBoundingClientRect().top < header + 40);
    link.hash = begun.length > 1 ? begun.at(-1).id : ""; // the first one is the title
  });
}
