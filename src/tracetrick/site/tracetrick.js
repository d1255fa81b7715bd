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
