"""The notebooks of a site: what their cells show, from the cache where it is known."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracetrick.cache import Cache, key
from tracetrick.installed import version
from tracetrick.site.lab import Failure, Notebook, Shown, told
from tracetrick.snippets import check_font, environment_key, font

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracetrick.errors import SnippetError

_MODULES = tuple(Path(__file__).with_name(name) for name in ("lab_kernel.py", "lab_run.py"))
_PACKAGES = ("ipykernel", "ipython", "matplotlib-inline", "nbclient")


@dataclass
class Laboratory:
    """Runs the notebooks of the project in the folder `root`; `ran` counts those of the last time it had to.

    The languages of a page have the same cells, which run once. What fails is never kept.
    """

    root: Path
    cache: Cache
    ran: int = 0

    def outcomes(self, notebooks: Iterable[Notebook]) -> dict[Path, list[Shown] | SnippetError]:
        """Return what became of each notebook, by the path of its page.

        Raises RunnerError if they cannot be run: the font of figures is missing.
        """
        found = list(notebooks)
        done = self._done(list(dict.fromkeys(one.programs for one in found)))
        outcomes: dict[Path, list[Shown] | SnippetError] = {}
        for one in found:
            outcome = done[one.programs]
            outcomes[one.source.path] = told(one, outcome) if isinstance(outcome, Failure) else outcome
        return outcomes

    def _done(self, notebooks: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], list[Shown] | Failure]:
        done: dict[tuple[str, ...], list[Shown] | Failure] = {}
        for programs in notebooks:
            known = self.cache.get(_entry(programs))
            if known is not None:
                done[programs] = [Shown(cell["text"], tuple(cell["figures"])) for cell in known]
        missing = [programs for programs in notebooks if programs not in done]
        self.ran = len(missing)
        if missing:
            check_font(self.root)
            from tracetrick.site.lab_run import run  # noqa: PLC0415  (what is known needs no Jupyter)

            for programs, outcome in zip(missing, run(missing, font(self.root)), strict=True):
                done[programs] = outcome
                if not isinstance(outcome, Failure):
                    self.cache.put(_entry(programs), [asdict(cell) for cell in outcome])
        return done


def _entry(programs: tuple[str, ...]) -> str:
    """Return under which key is kept what cells show: all that it depends on."""
    code = (path.read_bytes() for path in _MODULES)
    packages = (f"{name} {version(name)}" for name in _PACKAGES)
    return key("notebook", environment_key(), *packages, *code, *programs)
