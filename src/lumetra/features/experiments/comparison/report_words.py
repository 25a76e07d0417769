"""The words of a report, English and Chinese. A table of text; every key stands in both."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["en", "zh"]

WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "title": "Experiment report",
        "baseline": "Baseline",
        "candidate": "Candidate",
        "dataset": "Dataset",
        "items": "Items",
        "common": "Compared on {count} items that both runs have.",
        "metric": "Metric",
        "before": "Baseline mean",
        "after": "Candidate mean",
        "difference": "Difference [95 % interval]",
        "p": "p (Holm)",
        "detectable": "Smallest difference this data could have shown",
        "verdict": "Verdict",
        "better": "better by {low} to {high}",
        "worse": "worse by {low} to {high}",
        "no_worse": "no worse than {low}",
        "equal": "the same on all items",
        "cannot_tell": "cannot tell",
        "more_items": "cannot tell: about {count} more items needed",
        "between": "cannot tell: the difference lies between {low} and {high}",
        "cost_usd": "Cost (USD)",
        "latency_ms": "Latency (ms)",
        "category": "Category",
        "share_before": "Baseline share",
        "share_after": "Candidate share",
        "mix_changed": "the mix of categories changed ({moved} of {items} items)",
        "mix_equal": "the same category on all {items} items",
        "mix_cannot_tell": "cannot tell whether the mix changed ({moved} of {items} items did)",
        "regressed": "Items that got worse",
        "improved": "Items that got better",
        "none": "None.",
        "expected": "Expected",
        "method": (
            "Runs are paired by item. Yes/no scores without repetitions: McNemar's exact test; ordinal scores: Wilcoxon's signed-rank "
            "test; everything else: a paired permutation test. Categories: Stuart and Maxwell's statistic of marginal homogeneity, its p by "
            "exchanging the runs inside items; ★ marks a category whose share surely rose or fell. Intervals: bootstrap over items, and over repetitions inside them. "
            "p values are corrected for the number of metrics (Holm). “Better” and “worse” need a corrected p below 5 % and an "
            "interval that leaves out 0."
        ),
    },
    "zh": {
        "title": "实验报告",
        "baseline": "基线",
        "candidate": "候选",
        "dataset": "数据集",
        "items": "条目数",
        "common": "在两次运行共有的 {count} 个条目上比较。",
        "metric": "指标",
        "before": "基线均值",
        "after": "候选均值",
        "difference": "差值 [95 % 区间]",
        "p": "p(Holm)",
        "detectable": "这些数据能发现的最小差异",
        "verdict": "结论",
        "better": "提升 {low} 至 {high}",
        "worse": "下降 {low} 至 {high}",
        "no_worse": "下降不超过 {low}",
        "equal": "所有条目完全相同",
        "cannot_tell": "无法判断",
        "more_items": "无法判断:大约还需要 {count} 个条目",
        "between": "无法判断:差值在 {low} 与 {high} 之间",
        "cost_usd": "费用(美元)",
        "latency_ms": "延迟(毫秒)",
        "category": "类别",
        "share_before": "基线占比",
        "share_after": "候选占比",
        "mix_changed": "类别构成发生了变化({items} 个条目中有 {moved} 个不同)",
        "mix_equal": "全部 {items} 个条目的类别相同",
        "mix_cannot_tell": "无法判断类别构成是否变化({items} 个条目中有 {moved} 个不同)",
        "regressed": "变差的条目",
        "improved": "变好的条目",
        "none": "无。",
        "expected": "期望",
        "method": (
            "按条目配对比较。无重复的是/否评分:McNemar 精确检验;有序评分:Wilcoxon 符号秩检验;其余:配对置换检验。"
            "类别评分:Stuart–Maxwell 边际齐性统计量,p 由条目内交换两次运行得到;★ 表示该类别的占比确有升降。"
            "区间:先对条目、再对条目内的重复做自助抽样。p 值按指标个数做 Holm 校正。"
            "只有校正后 p 低于 5 % 且区间不含 0 时才说“提升”或“下降”。"
        ),
    },
}


def number(value: float | None) -> str:
    """Four significant digits; a dash for nothing."""
    return "–" if value is None else f"{value:.4g}"
