"""The sentences of the verdict: what is said about a series, a percentage, a displacement or a roll-out.

Each sentence holds estimate, interval, counts, design and the weakest point; messages are Chinese,
English comes from the catalogue.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wzdash.analysis.change import compare_counts
from wzdash.analysis.displacement import DisplacementDifference
from wzdash.analysis.rollout import RollOut
from wzdash.analysis.series import CountSeries
from wzdash.analysis.verdict import (
    CLAIM_COMPARED,
    CLAIM_WITHOUT_PLACEBO,
    PLACEBO,
    Phrase,
    Verdict,
    claim_bound,
    decide,
)
from wzdash.labels import N_, number, percent, signed

if TYPE_CHECKING:
    from wzdash.analysis.evaluation import Evaluation

FEWEST_BEFORE = 12
FEWEST_AFTER = 6
FEWEST_EVENTS = 20

SENTENCES = {
    "effect": N_(
        "有效应:自 {start} 起比没有该措施时的预期变化 {change}(95 % 区间 {low} 至 {high}),"
        "此前 {n_before} 期 {count_before} 件、此后 {n_after} 期 {count_after} 件,"
        "依据{design};最薄弱处:{weakest}。"
    ),
    "no_effect": N_(
        "未见效应:自 {start} 起与没有该措施时的预期相差 {change}(95 % 区间 {low} 至 {high}),"
        "此前 {n_before} 期 {count_before} 件、此后 {n_after} 期 {count_after} 件,"
        "依据{design};最薄弱处:{weakest}。"
    ),
    "not_robust": N_(
        "结论不稳健:自 {start} 起的估计为 {change}(95 % 区间 {low} 至 {high}),"
        "此前 {n_before} 期 {count_before} 件、此后 {n_after} 期 {count_after} 件,依据{design},"
        "但不足以称为效应;最薄弱处:{weakest}。"
    ),
}
DESIGN = N_("中断时间序列(趋势、季节、{errors})")
DESIGN_CONTROL = N_("有对照的中断时间序列(趋势、季节、{errors})")
CORRELATED = N_("已计入自相关与过度离散")
DISPERSED = N_("已计入过度离散")


def percent_change(ratio: float) -> str:
    """A ratio as a signed percentage: 0.885 → −11.5 %; a rise without a bound as ∞."""
    return "+∞" if math.isinf(ratio) else signed(100 * (ratio - 1), 1, " %")


# ---------------------------------------------------------------- one series


def enough_or_not(series: CountSeries) -> Verdict | None:
    """A verdict of not_enough, or None when periods and events suffice."""
    seasons = series.cycle > 1 and len(series.counts) < 2 * series.cycle
    if series.n_before < FEWEST_BEFORE or series.n_after < FEWEST_AFTER or seasons:
        reason = Phrase(
            N_(
                "只有此前 {before} 期、此后 {after} 期,"
                "需要此前至少 {need_before} 期、此后至少 {need_after} 期且合计满两年"
            ),
            {
                "before": series.n_before,
                "after": series.n_after,
                "need_before": max(FEWEST_BEFORE, math.ceil(series.cycle)),
                "need_after": FEWEST_AFTER,
            },
        )
    elif series.count_before < FEWEST_EVENTS:
        reason = Phrase(
            N_("此前只有 {count} 件,需要至少 {need} 件"),
            {"count": number(series.count_before), "need": FEWEST_EVENTS},
        )
    else:
        return None
    return Verdict("not_enough", Phrase(N_("数据不足以评估:{reason}。"), {"reason": reason}), reason)


def series_verdict(evaluation: Evaluation) -> Verdict:
    """Verdict on an interrupted time series."""
    code, reason = decide(evaluation.evidence)
    series, effect = evaluation.fit.series, evaluation.judged.effect
    weakest = _weakest(evaluation, reason)
    errors = Phrase(CORRELATED if evaluation.judged.errors.phi > 0 else DISPERSED)
    design = Phrase(DESIGN if series.control is None else DESIGN_CONTROL, {"errors": errors})
    values = {
        "start": Phrase(N_("第 {n} 期"), {"n": series.start_label})
        if series.numbered
        else series.start_label,
        "change": percent_change(effect.value),
        "low": percent_change(effect.low),
        "high": percent_change(effect.high),
        "n_before": series.n_before,
        "n_after": series.n_after,
        "count_before": number(series.count_before),
        "count_after": number(series.count_after),
        "design": design,
        "weakest": weakest,
    }
    return Verdict(code, Phrase(SENTENCES[code], values), weakest)


def _weakest(evaluation: Evaluation, reason: str) -> Phrase:
    """What stands in the way of the conclusion; where nothing does, what cannot be ruled out."""
    found, placebo = evaluation.robustness, evaluation.placebo
    if reason == "chance":
        least = percent_change(1 + evaluation.detectable.fall)
        return Phrase(N_("这些数据只能看出 {least} 以上的下降,更小的效应无法排除"), {"least": least})
    if reason == "placebo":
        return Phrase(
            N_("在没有措施的日期也出现同样大的变化(安慰剂检验 p = {p:.3f})"), {"p": placebo.p_value}
        )
    if reason == "p_value":
        return Phrase(
            N_("p = {p:.3f},这样的序列要求 p < {bound} 才可称为效应"),
            {"p": evaluation.judged.effect.p_value, "bound": claim_bound(placebo.smallest_p)},
        )
    if reason in ("specification", "disputed"):
        return Phrase(
            N_("换一种合理的模型结论就变:{n} 种设定的估计从 {low} 到 {high},其中 {share} 显著"),
            {
                "n": found.n_all if reason == "disputed" else found.n,
                "low": percent_change(
                    evaluation.curve["estimate"].min() if reason == "disputed" else found.low
                ),
                "high": percent_change(
                    evaluation.curve["estimate"].max() if reason == "disputed" else found.high
                ),
                "share": percent(found.claims if reason == "disputed" else found.significant, 0),
            },
        )
    return _cannot_rule_out(evaluation)


def _cannot_rule_out(evaluation: Evaluation) -> Phrase:
    series, placebo = evaluation.fit.series, evaluation.placebo
    if not placebo.smallest_p <= PLACEBO:
        return Phrase(
            N_("可作安慰剂的日期只有 {n} 个,p 再小也只能到 {smallest:.3f}"),
            {"n": placebo.n, "smallest": placebo.smallest_p},
        )
    if series.control is None:
        return Phrase(
            N_("没有对照,同期其他变化若自行带来 {background} 的变化,效应即不能成立"),
            {"background": percent_change(1 + evaluation.tipping.uncertain)},
        )
    return Phrase(N_("对照是否不受该措施影响,数据本身无法证明"))


# ---------------------------------------------------------------- a bare percentage, two counts, displacement


def percentage_verdict(
    change: float, *, before: int | None = None, after: int | None = None, periods: str | None = None
) -> Verdict:
    """Verdict on a published percentage (−0.538 = −53.8 %): refused without its counts and periods.

    With counts it says what they allow, and that two numbers cannot show an effect.
    """
    said = signed(100 * change, 1, " %")
    missing = [
        word
        for word, absent in (
            (N_("两期的件数"), before is None or after is None),
            (N_("所比较的两个时期"), not periods),
        )
        if absent
    ]
    if before is None or after is None or missing:
        lacking = Phrase(missing[0]) if len(missing) == 1 else Phrase(N_("件数和所比较的两个时期"))
        weakest = Phrase(N_("缺少{missing}"), {"missing": lacking})
        text = N_(
            "拒绝下结论:仅凭 {change} 不能称为效应,{weakest};"
            "需要两期的件数、所比较的时期,以及实施前后至少 {before} 期和 {after} 期的逐期计数。"
        )
        values = {"change": said, "weakest": weakest, "before": FEWEST_BEFORE, "after": FEWEST_AFTER}
        return Verdict("refused", Phrase(text, values), weakest)
    return _two_counts(before, after, str(periods))


def _two_counts(before: int, after: int, periods: str) -> Verdict:
    found = compare_counts(before, after)
    weakest = Phrase(N_("两个数分不清措施、趋势、季节和回归均值"))
    text = N_(
        "数据不足:{periods}由 {before} 件变为 {after} 件,比值 {ratio:.2f}(95 % 区间 {low:.2f} 至 {high:.2f}),"
        "{chance},但只比较两个数;最薄弱处:{weakest},需要逐期计数。"
    )
    chance = Phrase(N_("超出偶然波动的界限") if found.beyond_chance else N_("未超出偶然波动的界限"))
    values = {
        "periods": periods,
        "before": number(before),
        "after": number(after),
        "ratio": found.ratio.value,
        "low": found.ratio.low,
        "high": found.ratio.high,
        "chance": chance,
        "weakest": weakest,
    }
    return Verdict("not_enough", Phrase(text, values), weakest)


DISPLACEMENT = {
    "effect": N_(
        "有效应:加权转移差为 {value}(95 % 区间 {low} 至 {high},z = {z}),"
        "各区前后共 {count} 件;最薄弱处:{weakest}。"
    ),
    "no_effect": N_(
        "未见效应:加权转移差为 {value}(95 % 区间 {low} 至 {high},z = {z}),"
        "各区前后共 {count} 件;最薄弱处:{weakest}。"
    ),
    "not_robust": N_(
        "结论不稳健:加权转移差为 {value}(95 % 区间 {low} 至 {high},z = {z}),"
        "各区前后共 {count} 件,但不足以称为效应;最薄弱处:{weakest}。"
    ),
}


def displacement_verdict(found: DisplacementDifference) -> Verdict:
    """Verdict on a weighted displacement difference.

    Four to eight counts, no series to check the trend with.
    """
    code = "no_effect"
    if found.difference.excludes(0.0):
        code = "effect" if found.difference.p_value < CLAIM_WITHOUT_PLACEBO else "not_robust"
    weakest = (
        Phrase(N_("假定各区趋势相同,而前后各只有一个数,无法检验"))
        if "displacement" in set(found.parts["area"])
        else Phrase(N_("没有转移区,案件可能只是挪了地方,也无法检验趋势是否相同"))
    )
    values = {
        "value": signed(found.difference.value, 1),
        "low": signed(found.difference.low, 1),
        "high": signed(found.difference.high, 1),
        "z": signed(found.z, 2),
        "count": number(float(found.parts[["before", "after"]].to_numpy().sum())),
        "weakest": weakest,
    }
    return Verdict(code, Phrase(DISPLACEMENT[code], values), weakest)


ROLL_OUT = {
    "effect": N_(
        "有效应:已实施单位的案件比未实施时的预期变化 {change}(95 % 区间 {low} 至 {high}),"
        "{treated} 个单位先后实施、{never} 个从未实施,依据分批推开的双重差分(按单位聚类);最薄弱处:{weakest}。"
    ),
    "no_effect": N_(
        "未见效应:已实施单位的案件与未实施时的预期相差 {change}(95 % 区间 {low} 至 {high}),"
        "{treated} 个单位先后实施、{never} 个从未实施,依据分批推开的双重差分(按单位聚类);最薄弱处:{weakest}。"
    ),
    "not_robust": N_(
        "结论不稳健:已实施单位的估计为 {change}(95 % 区间 {low} 至 {high}),"
        "{treated} 个单位先后实施、{never} 个从未实施,依据分批推开的双重差分(按单位聚类),"
        "但不足以称为效应;最薄弱处:{weakest}。"
    ),
}


def roll_out_verdict(found: RollOut) -> Verdict:
    """Verdict on a staggered roll-out.

    Claimed below CLAIM_COMPARED and only when the periods before the start ran parallel.
    """
    effect = found.effect
    code = "no_effect"
    weakest = Phrase(N_("先实施的单位若是因为案件正多而被选中,回归均值会被当作效应"))
    if not found.parallel:
        code = "not_robust"
        weakest = Phrase(N_("实施前各单位的走势就不平行(检验 p = {p:.3f})"), {"p": found.pretrend_p})
    elif effect.p_value < CLAIM_COMPARED:
        code = "effect"
    elif effect.excludes(1.0):
        code = "not_robust"
        weakest = Phrase(
            N_("p = {p:.3f},这样的序列要求 p < {bound} 才可称为效应"),
            {"p": effect.p_value, "bound": CLAIM_COMPARED},
        )
    values = {
        "change": percent_change(effect.value),
        "low": percent_change(effect.low),
        "high": percent_change(effect.high),
        "treated": found.n_treated,
        "never": found.n_never,
        "weakest": weakest,
    }
    return Verdict(code, Phrase(ROLL_OUT[code], values), weakest)
