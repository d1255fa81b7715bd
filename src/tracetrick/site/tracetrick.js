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

// The table of formulas shows the rows of the chosen kind that match every word: a part of a name, or a symbol
// (X, odot, ⊙, \tr).
for (const table of document.querySelectorAll(".formula-table")) {
  const filter = table.querySelector(".formula-filter");
  const [input, kind, output] = filter.querySelectorAll("input, select, output");
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
      if (kind.value && group.firstElementChild.id !== kind.value)
        for (const row of group.querySelectorAll("tbody tr")) row.hidden = true;
      group.hidden = !group.querySelector("tbody tr:not([hidden])");
    }
    const results = (some) => new Set(some.map((row) => row.dataset.name)).size; // one, though in two layouts
    const count = output.dataset.count.replace("{shown}", results(rows.filter((row) => !row.hidden)));
    output.textContent = words.length || kind.value ? count.replace("{all}", results(rows)) : "";
  };
  filter.addEventListener("input", apply);
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

// The mark of a display opens a panel; without this script, or popovers, it is a link to the display. What was
// checked, and what the symbols are, is one JSON file for each page (details.py), loaded when it is asked for.
const assets = new URL(".", document.currentScript.src);
const language = document.documentElement.lang;
const words = LABELS[language] || LABELS.en;
const loading = new Map();

// What is told of the display that a mark leads to, which in the table of formulas is one of another page.
async function details(mark) {
  const root = new URL("../..", assets).pathname;
  const page = mark.pathname.slice(root.length).replace(/\/?(index\.html)?$/, "") || "index";
  const address = new URL(`details/${language}/${page}.json`, assets).href;
  if (!loading.has(address)) {
    loading.set(address, fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer))));
    loading.get(address).catch(() => loading.delete(address)); // the next reader's click tries again
  }
  const { displays, symbols } = await loading.get(address);
  const [checked, used] = displays[mark.hash.slice("#eq-".length) - 1];
  return { checked, symbols: used.map((number) => symbols[number]) };
}

function popover(className, role) {
  const box = document.createElement("div");
  Object.assign(box, { className, popover: "auto", tabIndex: -1 }).setAttribute("role", role);
  return box;
}

function place(box, { bottom, left }) {
  box.style.left = `${scrollX + Math.max(8, Math.min(left, document.body.clientWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${scrollY + bottom + 4}px`;
}

const isOpen = (box) => box.matches(":popover-open");
const panel = popover("panel", "dialog");
let shown; // the mark whose panel is open, or was last
panel.addEventListener("toggle", ({ newState }) => {
  shown.setAttribute("aria-expanded", newState === "open");
  if (newState === "closed" && [document.body, panel].includes(document.activeElement)) shown.focus();
});

function open(mark) {
  const display = mark.closest(".display");
  const latex = display.querySelector(".tex").textContent.replace(/^\$+|\$+$/g, "");
  const repository = document.querySelector("meta[name=repository]")?.content;
  panel.innerHTML = `<button aria-label="${words.close}">×</button><strong></strong>
    <p><a>${words.link}</a><button>${words.copy}</button>${repository ? `<a>${words.report}</a>` : ""}</p>
    <div aria-live="polite"></div>`;
  const [close, copy] = panel.querySelectorAll("button");
  const [link, report] = panel.querySelectorAll("a");
  const [title, told] = panel.querySelectorAll("strong, div");
  title.textContent = mark.title;
  panel.setAttribute("aria-label", mark.title);
  told.textContent = words.loading;
  link.href = mark.href;
  close.onclick = link.onclick = () => panel.hidePopover();
  copy.onclick = async () => {
    await navigator.clipboard.writeText(latex).then(() => (copy.textContent = words.copied), () => (copy.textContent = latex));
  };
  if (report) {
    const body = `${mark.href}\n\n\`\`\`latex\n${latex}\n\`\`\`\n\n${words.wrong}\n`;
    report.href = `${repository}/issues/new?${new URLSearchParams({ title: `${document.title} ${mark.hash}`, body })}`;
  }
  shown = mark;
  display.after(panel); // so Tab goes on from the mark into the panel
  panel.showPopover();
  const { bottom, right } = display.getBoundingClientRect();
  place(panel, { bottom, left: right - panel.offsetWidth });
  panel.focus({ preventScroll: true });
  details(mark).then(
    ({ checked, symbols }) => {
      const list = symbols.map(([, said]) => `<li>${said}</li>`).join("");
      told.innerHTML = checked + (list && `<p>${words.symbols}</p><ul>${list}</ul>`);
    },
    () => (told.textContent = words.failed),
  ).then(() => panel.scrollIntoView({ block: "nearest" }));
}

if (panel.showPopover) {
  for (const mark of document.querySelectorAll("a.mark")) {
    mark.setAttribute("aria-haspopup", "dialog");
    mark.setAttribute("aria-expanded", false);
  }
  let closing; // the mark whose panel is closed by the pointer going down on it
  document.addEventListener("pointerdown", () => (closing = isOpen(panel) && shown), true);
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.mark");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isOpen(panel)) panel.hidePopover();
    else if (closing !== mark) open(mark);
    closing = null;
  });

  // A symbol under the pointer, or tapped, tells what it is; the panel is the keyboard's way to the same.
  const tip = document.body.appendChild(popover("symbol-tip", "tooltip"));
  const glyphs = ({ localName, firstChild, lastChild, textContent }) =>
    localName === "mjx-msubsup" ? firstChild.textContent + lastChild.lastChild.textContent : textContent;
  let pointed, waiting;
  const tell = async (target) => {
    const { symbols } = await details(target.closest(".display").querySelector(".mark"));
    let found;
    for (let part = target; part.localName !== "mjx-math"; part = part.parentElement) {
      const known = /^mjx-(mi|msub|msup|msubsup|mover)$/.test(part.localName) && symbols.filter(([set]) => set === glyphs(part));
      if (known?.length) found = [part, known]; // the largest part with a name: x_1, not x
    }
    if (!found || pointed !== target || isOpen(panel)) return;
    tip.innerHTML = found[1].map(([, said]) => said).join("<br>");
    tip.showPopover();
    place(tip, found[0].getBoundingClientRect());
  };
  const point = ({ target, buttons }, delay) => {
    clearTimeout(waiting);
    target = target.closest(".display mjx-mi, .symbol-tip");
    if (target === tip || buttons || (target === pointed && isOpen(tip))) return;
    pointed = target;
    waiting = setTimeout(() => {
      if (isOpen(tip)) tip.hidePopover();
      if (target) tell(target).catch(() => {}); // the panel tells what could not be loaded
    }, delay);
  };
  document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && point(event, 200));
  document.addEventListener("click", (event) => point(event, 0));
}
