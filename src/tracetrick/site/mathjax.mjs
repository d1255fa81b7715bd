// MathJax as a filter: one JSON request a line in, one JSON answer a line out.
//
// request: {"latex": "...", "display": true}   answer: {"html", "css", "text"} or {"error"}
// request: {"base": true}                      answer: {"css"}, the rules that every page needs
//
// `css` are the rules that this one formula needs beyond the base. So the style sheet of a site is the
// union over its formulas, and a formula's answer depends on nothing that was converted before it.

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

function rules() {
  return adaptor.textContent(MathJax.chtmlStylesheet()).trim().split(/\n\n+/);
}
output.clearCache();
const base = rules();
const known = new Set(base);

// What MathJax keeps for its own use in a live page: more than half of the bytes, and nothing here reads it.
const DROPPED = ["data-latex", "data-mjx-texclass", "data-break-align", "texclass", "jax-version"];

function strip(node) {
  for (const name of DROPPED) adaptor.removeAttribute(node, name);
  for (const child of adaptor.childNodes(node)) if (adaptor.kind(child) !== "#text") strip(child);
}

async function render({ latex, display }) {
  output.clearCache();
  input.reset(); // labels and numbers of one formula are not those of the next
  const node = await MathJax.tex2chtmlPromise(latex, { display });
  strip(node);
  adaptor.setAttribute(node, "data-search-exclude", ""); // the search reads the LaTeX beside it, not glyphs
  const mathml = adaptor.tags(node, "math")[0];
  return {
    html: adaptor.outerHTML(node),
    css: rules().filter((rule) => !known.has(rule)),
    text: adaptor.textContent(mathml).replace(/[\u2061-\u2064]/g, "").replace(/\s+/g, " ").trim(),
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
