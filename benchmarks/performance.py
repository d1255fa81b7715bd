"""Writes the measured figures into the pages `performance.md`: tables and a plot, between two remarks."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of the figures -->"
WORDS = {
    "zh": {
        "ours, cold": "本站，从零开始",
        "ours, warm": "本站，没有改动",
        "floor": "下限：只用 Material 排版",
        "python FILE, in a loop": "逐个运行 `python FILE`",
        "way": "做法",
        "seconds": "用时",
        "ratio": "与下限之比",
        "pages": "页数",
        "cold": "从零开始",
        "warm": "没有改动",
        "memory": "最大的进程占内存",
        "site": "本站中文版",
        "plot": "各种做法的用时，横轴是对数",
        "facts": "{date} 测得：{pages} 页，每页一段程序，{runs} 次的中位数；"
        "{cores} 核 {processor}，{system}，测完时负载 {load}，Python {python}，{packages}。",
    },
    "en": {
        "ours, cold": "this site, from nothing",
        "ours, warm": "this site, without a change",
        "floor": "the floor: Material alone",
        "python FILE, in a loop": "`python FILE`, in a loop",
        "way": "way",
        "seconds": "time",
        "ratio": "ratio to the floor",
        "pages": "pages",
        "cold": "from nothing",
        "warm": "without a change",
        "memory": "memory of the largest process",
        "site": "this site, in Chinese",
        "plot": "time of each way, on a logarithmic axis",
        "facts": "Measured on {date}: {pages} pages with one program each, medians of {runs} runs; "
        "{cores} cores of {processor}, {system}, load {load} at the end, Python {python}, {packages}.",
    },
}
NAMES = ("mkdocs-jupyter", "markdown-exec", "mystmd", "mkdocs-material", "torch")


def show(data: dict[str, Any], docs: Path) -> None:
    """Write the figures of `data` into the pages of both languages."""
    for language in WORDS:
        page = docs / language / "performance.md"
        before, _, rest = page.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n\n{figures(data, language)}\n\n{END}{after}", encoding="utf-8")


def figures(data: dict[str, Any], language: str) -> str:
    """Return what stands between the remarks."""
    words = WORDS[language]
    packages = ", ".join(f"{name} {data['machine'][name]}" for name in NAMES)
    facts = words["facts"].format(**data | data["machine"], packages=packages)
    if language == "zh":
        facts = facts.replace(packages, packages.replace(", ", "、"))
    seconds = data["seconds"]
    rows = [f"| {words['way']} | {words['seconds']} | {words['ratio']} |", "| --- | ---: | ---: |"]
    rows += [
        f"| {words.get(name, name)} | {value:.2f} s | {value / seconds['floor']:.2f} |"
        for name, value in seconds.items()
    ]
    return "\n".join([facts, "", *rows, "", plot(seconds, words), "", *_larger(data, words)]).rstrip()


def _larger(data: dict[str, Any], words: dict[str, str]) -> list[str]:
    """Return the table of the synthetic sites, and below them this one."""
    by = {(row["pages"], row["case"]): row for row in data["scale"]}
    head = [words["pages"], words["cold"], words["warm"], words["floor"], words["memory"]]
    lines = ["| " + " | ".join(head) + " |", "| ---: | ---: | ---: | ---: | ---: |"]
    for size in dict.fromkeys(row["pages"] for row in data["scale"]):
        most = max(by[size, case]["megabytes"] for case in ("cold", "warm"))
        times = [by[size, case]["seconds"] for case in ("cold", "warm", "floor")]
        lines.append(_row(str(size), times, f"{most} MB"))
    site = data["site"]
    return [*lines, _row(words["site"], [site["cold"], site["warm"], site["floor"]], "")]


def _row(name: str, times: list[float], memory: str) -> str:
    return "| " + " | ".join([name, *(f"{time:.1f} s" for time in times), memory]) + " |"


def plot(seconds: dict[str, float], words: dict[str, str]) -> str:
    """Return a bar for each way as SVG on one line, in the colours of the page."""
    low = min(seconds.values()) / 2
    span = log10(max(seconds.values()) / low)
    bars = []
    for number, (name, value) in enumerate(seconds.items()):
        top, width = 4 + 26 * number, 300 * log10(value / low) / span
        name_shown = words.get(name, name).replace("`", "")
        bars.append(
            f'<text x="196" y="{top + 14}" text-anchor="end">{name_shown}</text>'
            f'<rect x="204" y="{top}" width="{width:.1f}" height="18" opacity=".6"></rect>'
            f'<text x="{210 + width:.1f}" y="{top + 14}">{value:.1f} s</text>'
        )
    height = 8 + 26 * len(seconds)
    return (
        f'<figure><svg viewBox="0 0 560 {height}" width="100%" role="img" aria-label="{words["plot"]}" '
        f'fill="currentColor" font-size="12">{"".join(bars)}</svg></figure>'
    )
