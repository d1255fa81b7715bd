"""Configuration files say each thing once: of two equal keys a reader of YAML takes one, or refuses the file."""

import subprocess

import pytest
import yaml
from yaml.nodes import MappingNode, Node

from projects import REPOSITORY

FILES = subprocess.run(
    ["git", "ls-files", "*.yml", "*.yaml"], cwd=REPOSITORY, capture_output=True, text=True, check=True
).stdout.split()


def repeated(node: Node) -> list[str]:
    """Return the keys that stand twice in one mapping, with their lines."""
    found = []
    if isinstance(node, MappingNode):
        keys = [key.value for key, _ in node.value]
        found = [
            f"{key.value} in line {key.start_mark.line + 1}"
            for place, (key, _) in enumerate(node.value)
            if key.value in keys[:place]
        ]
    children = node.value if isinstance(node.value, list) else []
    for child in children:
        for one in child if isinstance(child, tuple) else (child,):
            found += repeated(one)
    return found


def test_files_are_found() -> None:
    assert {"mkdocs.yml", "mkdocs.en.yml", ".github/workflows/site.yml"} <= set(FILES)


@pytest.mark.parametrize("path", FILES)
def test_no_key_stands_twice(path: str) -> None:
    with (REPOSITORY / path).open(encoding="utf-8") as file:
        assert repeated(yaml.compose(file)) == []


def test_a_key_that_stands_twice_is_seen() -> None:
    assert repeated(yaml.compose("a:\n  - b: 1\n    c: 2\n    b: 3\n")) == ["b in line 4"]
