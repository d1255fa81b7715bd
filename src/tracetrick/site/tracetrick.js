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

// Material knows tabs by the text that is seen, which those in a closed answer do not have: they follow when it opens.
const follow = ({ target }) => {
  for (const tab of (__md_get("__tabs") || []).reverse()) {
    for (const label of target.querySelectorAll(".tabbed-labels > label")) {
      if (label.innerText.trim() !== tab || label.control.checked) continue;
      label.setAttribute("data-md-switching", ""); // as Material does: it is not the reader's choice
      label.control.click();
    }
  }
};
document.addEventListener("toggle", follow, true);

// The mark of a display opens a panel; without this script, or popovers, it is a link to the display. What was
// checked, and what the symbols are, is one JSON file for each page (details.py), loaded when it is asked for.
const here = document.currentScript.src;
const language = document.documentElement.lang;
const words = LABELS[language];
const loaded = {};

// What is told of the display that a mark leads to, which in the table of formulas is one of another page.
async function details(mark) {
  const address = mark.pathname.slice(__md_scope.pathname.length - 1).replace(`/${language}/`, "/");
  const page = address.replace(/\/(index\.html)?$/, "") || "/index";
  const file = new URL(`details/${language}${page}.json`, here);
  loaded[file] ??= fetch(file).then((answer) => answer.json());
  try {
    const { displays, symbols } = await loaded[file];
    const [checked, used] = displays[mark.hash.slice(4) - 1]; // #eq-1 is the first
    return { checked, symbols: used.map((number) => symbols[number]) };
  } catch (error) {
    delete loaded[file]; // who asks next may have better luck
    throw error;
  }
}

function popover(className, role) {
  const box = document.createElement("div");
  Object.assign(box, { className, popover: "auto", tabIndex: -1 }).setAttribute("role", role);
  return box;
}

function place(box, left, top) {
  box.style.left = `${scrollX + Math.max(8, Math.min(left, document.body.clientWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${scrollY + top + 4}px`;
}

const isOpen = (box) => box.matches(":popover-open");
const expand = (mark, is) => mark.setAttribute("aria-expanded", is);
const panel = popover("panel", "dialog");
let shown; // the mark whose panel is open, or was last
panel.addEventListener("beforetoggle", ({ newState }) => expand(shown, newState === "open"));
panel.addEventListener("toggle", () => {
  if (!isOpen(panel) && [document.body, panel].includes(document.activeElement)) shown.focus();
});

function openPanel(mark) {
  const display = mark.closest(".display");
  const latex = display.querySelector(".tex").textContent.replace(/^\$+|\$+$/g, "");
  const repository = document.querySelector("a.md-source")?.href.replace(/\/$/, "");
  panel.innerHTML = `<button aria-label="${words.close}">×</button><strong></strong>
<p><a>${words.link}</a><button>${words.copy}</button>${repository ? `<a>${words.report}</a>` : ""}</p>
<div aria-live="polite">${words.loading}</div>`;
  const [close, title, link, copy, ...rest] = panel.querySelectorAll("strong, a, button, div");
  const told = rest.pop();
  panel.setAttribute("aria-label", (title.textContent = mark.title));
  link.href = mark.href;
  close.onclick = link.onclick = () => panel.hidePopover();
  copy.onclick = () => navigator.clipboard.writeText(latex).then(() => (copy.textContent = words.copied));
  for (const report of rest) {
    const body = `${link.href}\n\n\`\`\`latex\n${latex}\n\`\`\`\n\n${words.wrong}\n`;
    report.href = `${repository}/issues/new?${new URLSearchParams({ title: document.title + mark.hash, body })}`;
  }
  shown = mark;
  display.after(panel); // so Tab goes on from the mark into the panel
  panel.showPopover();
  const { bottom, right } = display.getBoundingClientRect();
  place(panel, right - panel.offsetWidth, bottom);
  panel.focus({ preventScroll: true });
  details(mark)
    .then(({ checked, symbols }) => {
      const list = symbols.map(([, said]) => `<li>${said}`).join("");
      told.innerHTML = checked + (list && `<p>${words.symbols}<ul>${list}</ul>`);
    })
    .catch(() => (told.textContent = words.failed))
    .then(() => panel.scrollIntoView({ block: "nearest" }));
}

if (panel.showPopover) {
  for (const mark of document.querySelectorAll("a.mark")) {
    mark.setAttribute("aria-haspopup", "dialog");
    expand(mark, false);
  }
  let closing; // the mark whose panel is closed by the pointer going down on it
  document.addEventListener("pointerdown", () => (closing = isOpen(panel) && shown), true);
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.mark");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isOpen(panel)) panel.hidePopover();
    else if (closing !== mark) openPanel(mark);
    closing = null;
  });

  // A symbol under the pointer, or tapped, tells what it is; the panel is the keyboard's way to the same.
  const tip = document.body.appendChild(popover("symbol-tip", "tooltip"));
  const glyphs = ({ localName, firstChild, lastChild, textContent }) =>
    localName === "mjx-msubsup" ? firstChild.textContent + lastChild.lastChild.textContent : textContent;
  let pointed, waiting;
  const tell = async (target) => {
    const { symbols } = await details(target.closest(".display").querySelector(".mark"));
    let name, said;
    for (let part = target; part.localName !== "mjx-math"; part = part.parentElement) {
      const known = symbols.filter(([set]) => set === glyphs(part));
      // The largest part that is a name: x_1, not x. A product of two names is none.
      if (known.length && /^mjx-(mi|msub|msup|msubsup|mover)$/.test(part.localName)) [name, said] = [part, known];
    }
    if (!name || pointed !== target || isOpen(panel)) return;
    tip.innerHTML = said.map((one) => one[1]).join("<br>");
    tip.showPopover();
    const { left, bottom } = name.getBoundingClientRect();
    place(tip, left, bottom);
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
