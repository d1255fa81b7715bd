"""The words that the extension puts on a page, in the languages of the site."""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "zh": {
        "output": "输出",
        "errors": "标准错误输出",
        "download": "下载",
        "duration": "用时",
    },
    "en": {
        "output": "Output",
        "errors": "Standard error",
        "download": "Download",
        "duration": "took",
    },
}
