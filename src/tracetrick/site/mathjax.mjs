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

// Nothing moves when the fonts come. MathJax says in the style sheet how large a glyph is; but how high it stands, and
// how wide the space is at which a formula may break, it takes from two fonts without glyphs, and until those have
// come from whatever the reader has. So a glyph's box stands by its depth, whatever is drawn in it, and the place of
// a break has no width but a margin. The fonts themselves have the baseline in the middle of the line (fonts.py).
const BREAK = "\u200b\u2060"; // a line may end between the two
const GLYPH = /^(mjx-c\.mjx-\S+) \{\n {2}padding: \S+ \S+ (\S+) 0;/;
const FACE_WITHOUT_GLYPHS = /^@font-face .*MJX-(NCM-ZERO|BRK) /;

function settled(rule) {
  const [, glyph, depth] = rule.match(GLYPH) ?? [];
  if (glyph) {
    const stands = `contain: layout;\n    vertical-align: ${depth === "0" ? "0" : `-${depth}`};`;
    return `${rule}\n@supports (contain: layout) {\n  ${glyph} {\n    ${stands}\n  }\n}`;
  }
  return rule
    .replace("font-family: MJX-NCM-ZERO, ", "font-family: ")
    .replace(/\n {2}font-family: MJX-BRK !important;/, "")
    .replace(/^(mjx-break\[.*\n {2})letter-spacing: (\S+)em/, (_, begun, spacing) => `${begun}margin-right: ${width(spacing)}`);
}

// How wide a space of 1em is with that much behind its letter.
function width(spacing) {
  return `${Number((1 + parseFloat(spacing)).toFixed(3))}em`;
}

function settleBreaks(node) {
  for (const place of adaptor.tags(node, "mjx-break")) {
    adaptor.replace(adaptor.text(BREAK), adaptor.firstChild(place));
    const spacing = adaptor.getStyle(place, "letter-spacing"); // where no `size` says it
    if (!spacing) continue;
    adaptor.setStyle(place, "letter-spacing", "");
    adaptor.setStyle(place, "margin-right", width(spacing));
  }
}

function rules() {
  const all = adaptor.textContent(MathJax.chtmlStylesheet()).trim().split(/\n\n+/);
  return all.filter((rule) => !FACE_WITHOUT_GLYPHS.test(rule)).map(settled);
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

// Text in a font of the reader's, and places of breaks.
const UNDRAWN = new Set(["mjx-utext", "mjx-break"]);

// The characters that are drawn from each font, by the class that chooses it.
function collectGlyphs(node, font, found) {
  for (const child of adaptor.childNodes(node)) {
    if (adaptor.kind(child) === "#text") {
      found[font] = (found[font] ?? "") + adaptor.value(child);
    } else if (!UNDRAWN.has(adaptor.kind(child))) {
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
  settleBreaks(node);
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
