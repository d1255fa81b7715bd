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

// The table of formulas shows the rows that match every word: a part of a name, or a symbol (X, odot, ⊙, \tr).
for (const table of document.querySelectorAll(".formula-table")) {
  const filter = table.querySelector(".formula-filter");
  const [input, output] = [filter.querySelector("input"), filter.querySelector("output")];
  const rows = [...table.querySelectorAll("tbody tr")];
  const matches = (row, word) => {
    const symbol = word.replace(/^\\/, "");
    const symbols = row.dataset.symbols.split(" ");
    if (symbols.includes(symbol)) return true;
    if (/[^\x00-\x7f]/.test(symbol) && row.querySelector(".display math").textContent.includes(symbol)) return true;
    if (/^[\x00-\x7f]$/.test(symbol)) return false; // a letter is a symbol, not a part of a name
    return row.dataset.name.includes(word.toLowerCase());
  };
  const apply = () => {
    const words = input.value.split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => matches(row, word));
    for (const group of table.querySelectorAll(".formula-group")) {
      group.hidden = !group.querySelector("tbody tr:not([hidden])");
    }
    const results = (some) => new Set(some.map((row) => row.dataset.name)).size; // one, though in two layouts
    const count = output.dataset.count.replace("{shown}", results(rows.filter((row) => !row.hidden)));
    output.textContent = words.length ? count.replace("{all}", results(rows)) : "";
  };
  input.addEventListener("input", apply);
  filter.hidden = false;
  apply(); // a browser may have kept what was typed
}

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
