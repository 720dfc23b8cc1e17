"""The verdict on a measure: a code and one sentence, in Chinese and in English.

Codes: effect, no_effect, not_robust (the answer depends on the choice of model, date or area),
not_enough (too few periods or events), refused (a percentage without counts or periods). An effect
is claimed only when the p-value is below CLAIM, the placebo dates do not match it and the
reasonable specifications agree; simulated null series, trending ones and towns chosen for being bad
included, are called an effect in at most 5 % of runs (tests/analysis/ test_verdict.py;
tests/acceptance/test_false_positives.py with more runs).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextvars import copy_context
from dataclasses import dataclass, field

from wzdash.labels import LANGUAGES, N_, _, language, set_language

CLAIM = (
    0.01  # Benjamin et al. (2018) ask 0.005 of a new claim; placebo and specifications share the burden here
)
CLAIM_WITHOUT_PLACEBO = 0.005
CLAIM_COMPARED = 0.025  # a roll-out has untreated units beside it and shows its trends before the start
PLACEBO = 0.05

NAMES = {
    "effect": N_("有效应"),
    "no_effect": N_("未见效应"),
    "not_robust": N_("结论不稳健"),
    "not_enough": N_("数据不足"),
    "refused": N_("拒绝下结论"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message id with its values; a value may be a Phrase itself.

    `say()` puts it in the running language.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self) -> str:
        """The text in the language of the running context."""
        spoken = {k: v.say() if isinstance(v, Phrase) else v for k, v in self.values.items()}
        return _(self.message).format(**spoken)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code` for programs, `sentence()` for people, `weakest` the weakest point alone."""

    code: str
    phrase: Phrase
    weakest: Phrase

    @property
    def name(self) -> str:
        """The code in the running language."""
        return _(NAMES[self.code])

    def sentence(self, code: str | None = None) -> str:
        """One sentence in the given (zh, en) or the running language."""
        return copy_context().run(_speak, self.phrase, code or language())

    def sentences(self) -> dict[str, str]:
        """The sentence in every language: {"zh": …, "en": …}."""
        return {code: self.sentence(code) for code in LANGUAGES}


def _speak(phrase: Phrase, code: str) -> str:
    set_language(code)
    return phrase.say()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict on one estimate rests on. Ratios; shares 0…1; `None` or NaN where there is none."""

    value: float
    low: float
    high: float
    p_value: float
    placebo_p: float = math.nan
    smallest_p: float = math.nan
    agree: bool = True
    disputed: bool = False


def claim_bound(smallest_p: float) -> float:
    """The p-value below which an effect may be claimed: stricter where placebos cannot reach 5 %."""
    return CLAIM if smallest_p <= PLACEBO else CLAIM_WITHOUT_PLACEBO


def decide(evidence: Evidence) -> tuple[str, str]:
    """Verdict code and the reason: none, chance, disputed, placebo, specification or p_value."""
    bound = claim_bound(evidence.smallest_p)
    unusual = math.isnan(evidence.placebo_p) or evidence.placebo_p <= max(PLACEBO, evidence.smallest_p)
    if evidence.p_value >= PLACEBO:
        return ("not_robust", "disputed") if evidence.disputed else ("no_effect", "chance")
    if not unusual:
        return "not_robust", "placebo"
    if not evidence.agree:
        return "not_robust", "specification"
    return ("effect", "none") if evidence.p_value < bound else ("not_robust", "p_value")
