"""The words that the extension puts on a page, in the languages of the site."""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "zh": {
        "output": "输出",
        "errors": "标准错误输出",
        "download": "下载",
        "duration": "用时",
        "refused": "检查器拒绝了它：",
        "claims": "{number} 个关系已检查",
        "both": "{number} 个由精确算术和 float64 自动微分各判定一次"
        "（精确算术模约 2^61 的素数，错误的等式漏过一次抽样的概率约为 10^-17）",
        "exact": "{number} 个只用精确算术判定",
        "float": "{number} 个只用 float64 自动微分判定",
        "not refuted": "{number} 个不等式未被反驳",
        "dimensions": "维数 {dimensions}",
        "draws": "抽样 {number} 次",
        "residual": "float64 的最大相对误差 {residual:.0e}",
        "stop": "；",
    },
    "en": {
        "output": "Output",
        "errors": "Standard error",
        "download": "Download",
        "duration": "took",
        "refused": "The checker refuses it:",
        "claims": "relations checked: {number}",
        "both": "by exact arithmetic and by float64 automatic differentiation: {number} "
        "(exact modulo a prime of about 2^61; a false equality passes a draw with probability about 10^-17)",
        "exact": "by exact arithmetic alone: {number}",
        "float": "by float64 automatic differentiation alone: {number}",
        "not refuted": "inequalities, not refuted: {number}",
        "dimensions": "dimensions {dimensions}",
        "draws": "draws: {number}",
        "residual": "worst relative difference in float64: {residual:.0e}",
        "stop": "; ",
    },
}
