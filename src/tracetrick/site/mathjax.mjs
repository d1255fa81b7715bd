// MathJax as a filter: one JSON request a line in, one JSON answer a line out.
//
// request: {"latex": "...", "display": true}
// answer: {"html", "width", "height", "css", "text", "glyphs"} or {"error"}
//
// request: {"base": true}
// answer: {"css"}, the rules that every page needs
//
// `width` and `height` are in em. `glyphs` are the characters that are drawn from each font. `css` are the rules
// that this one formula needs beyond the base: the style sheet of a site is the union over its formulas, and a
// formula's answer depends on nothing that was converted before it.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [modules, macros] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/"));
const MathJax = require("mathjax");

await MathJax.init({
  loader: {
    load: [
      "input/tex-base", "output/chtml", "adaptors/liteDOM", "a11y/assistive-mml",
      "[tex]/ams", "[tex]/boldsymbol", "[tex]/configmacros", "[tex]/mathtools",
    ],
  },
  tex: {
    // Not among them: noundefined and noerrors, with which an unknown command is set in red and called a
    // success; newcommand, whose definitions would leak into later formulas; autoload, html and require.
    packages: ["base", "ams", "boldsymbol", "configmacros", "mathtools"],
    formatError: (jax, error) => { throw error; },
    macros: JSON.parse(macros),
  },
  output: { font: "mathjax-newcm", fontURL: "fonts", linebreaks: { inline: true } },
  startup: { typeset: false },
});

const adaptor = MathJax.startup.adaptor;
const output = MathJax.startup.document.outputJax;
const input = MathJax.startup.document.inputJax[0];

// LaTeX leaves 3pt between the rows of an alignment: fractions above one another would all but touch.
const SPACE = "0.7em";
const FRACTION_ROWS = /^3pt(?: 3pt)*$/;
input.postFilters.add(({ data }) => {
  data.root.walkTree((node) => {
    if (!node.isKind("mtable") || !FRACTION_ROWS.test(node.attributes.get("rowspacing"))) return;
    let tall = false;
    node.walkTree((inner) => { tall ||= inner.isKind("mfrac"); });
    if (tall) node.attributes.set("rowspacing", SPACE);
  });
});

// How large the formula that was set last is, in em.
let size;
output.postFilters.add(({ math }) => {
  const { w, h, d } = output.getBBox(math, MathJax.startup.document);
  size = { width: Number(w.toFixed(2)), height: Number((h + d).toFixed(2)) };
});

function rules() {
  return adaptor.textContent(MathJax.chtmlStylesheet()).trim().split(/\n\n+/);
}
output.clearCache();
const base = rules();
const known = new Set(base);

// What MathJax keeps for its own use in a live page, or for styles that it has no rules for: more than half of
// the bytes, and nothing here reads it.
const DROPPED = [
  "data-latex", "data-mjx-texclass", "data-break-align", "texclass", "jax-version", "noic", "overflow",
];
// In the MathML, which is read aloud and never drawn, also how it would be drawn.
const DRAWN = [
  "xmlns", "columnspacing", "rowspacing", "columnalign", "displaystyle", "stretchy", "symmetric", "minsize",
  "maxsize", "lspace", "rspace",
];
const WRAPPERS = new Set(["mjx-TeXAtom", "mjx-mrow", "mrow"]);

function elements(node) {
  return adaptor.childNodes(node).filter((child) => adaptor.kind(child) !== "#text");
}

function drop(node, names) {
  for (const name of names) adaptor.removeAttribute(node, name);
  for (const child of elements(node)) drop(child, names);
}

// Whether a box holds nothing but one other, which is as well without it.
function isIdle(node) {
  const [only, ...others] = adaptor.childNodes(node);
  return WRAPPERS.has(adaptor.kind(node)) && only && !others.length && adaptor.kind(only) !== "#text" &&
    adaptor.allAttributes(node).every(({ name }) => name === "size" || name === "space") &&
    !adaptor.getAttribute(only, "size") && !adaptor.getAttribute(only, "space");
}

function unwrap(node) {
  elements(node).forEach(unwrap);
  if (!isIdle(node)) return;
  const only = adaptor.firstChild(node);
  for (const { name, value } of adaptor.allAttributes(node)) adaptor.setAttribute(only, name, value);
  adaptor.replace(only, node);
}

// The characters that are drawn from each font, by the class that chooses it.
function collectGlyphs(node, font, found) {
  for (const child of adaptor.childNodes(node)) {
    if (adaptor.kind(child) === "#text") {
      found[font] = (found[font] ?? "") + adaptor.value(child);
    } else if (adaptor.kind(child) !== "mjx-utext") { // which is in a font of the reader's
      const own = adaptor.allClasses(child).find((name) => name.startsWith("NCM-"));
      collectGlyphs(child, own ?? font, found);
    }
  }
  return found;
}

async function render({ latex, display }) {
  output.clearCache();
  input.reset(); // labels and numbers of one formula are not those of the next
  const node = await MathJax.tex2chtmlPromise(latex, { display });
  const [seen] = adaptor.tags(node, "mjx-math");
  const [mathml] = adaptor.tags(node, "math");
  drop(node, DROPPED);
  drop(mathml, DRAWN);
  unwrap(node);
  adaptor.removeAttribute(node, "class");
  adaptor.setStyle(node, "position", ""); // a rule of tracetrick.css
  if (!adaptor.getAttribute(node, "style")) adaptor.removeAttribute(node, "style");
  adaptor.removeAttribute(seen, "display");
  adaptor.removeAttribute(adaptor.parent(mathml), "unselectable");
  adaptor.setAttribute(node, "data-search-exclude", ""); // the search reads the LaTeX beside it, not glyphs
  const glyphs = Object.entries(collectGlyphs(seen, "NCM-N", {}));
  return {
    html: adaptor.outerHTML(node),
    ...size,
    css: rules().filter((rule) => !known.has(rule)),
    text: adaptor.textContent(mathml).replace(/[\u2061-\u2064]/g, "").replace(/\s+/g, " ").trim(),
    glyphs: Object.fromEntries(glyphs.map(([font, text]) => [font, [...new Set(text)].sort().join("")])),
  };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = request.base ? { css: base } : await render(request);
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
