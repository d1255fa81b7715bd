"""Reads a file that it names.

Reads: good.py
"""

from pathlib import Path

text = Path(__file__).with_name("good.py").read_text("utf-8")
assert "assert" in text
print(len(text) > 9)
