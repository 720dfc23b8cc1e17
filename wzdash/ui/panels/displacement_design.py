"""Who takes part in a displacement test, over which two periods, and the counts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from wzdash.analysis import rings
from wzdash.analysis.displacement import DisplacementDifference, weighted_displacement_difference
from wzdash.errors import AnalysisError
from wzdash.labels import _
from wzdash.scope import Scope
from wzdash.ui import cached, names
from wzdash.ui.page import View
from wzdash.ui.panels.question import Question

UNUSED = ""


@dataclass(frozen=True)
class Design:
    """Two periods and the areas of every kind (displacement.AREAS); `weigh`: controls by residents."""

    level: str
    before: Scope
    after: Scope
    roles: dict[str, list[str]]
    weigh: bool

    def role(self, code: str) -> str:
        """Kind of an area; empty when it takes no part."""
        return next((kind for kind, codes in self.roles.items() if code in codes), UNUSED)


def periods(months: Scope, start: date, level: str) -> tuple[Scope, Scope]:
    """Before and after: whole months, for villages whole calendar years (smaller cells may not be shown).

    Raises AnalysisError where one of them is empty.
    """
    first, last = months.start, months.end + timedelta(days=1)
    until, since = start.replace(day=1), start if start.day == 1 else _next_month(start)
    if level != "town":
        first = first if first.month == 1 else date(first.year + 1, 1, 1)
        last = date(last.year, 1, 1)
        until, since = date(start.year, 1, 1), date(start.year + (start > date(start.year, 1, 1)), 1, 1)
    if not first < until or not since < last:
        raise AnalysisError(_("起始日之前或之后没有整月(村社区要整年),不能比较"))
    return Scope(first, until - timedelta(days=1)), Scope(since, last - timedelta(days=1))


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def roles(
    target: list[str], around: list[str], versus: list[str], free: list[str], residents: pd.Series
) -> dict[str, list[str]]:
    """Areas by kind; the controls of target and ring are nearest in residents and take no area twice."""
    sizes = {str(code): float(n) for code, n in residents.items()}
    control = versus or rings.alike(sizes, target, free)
    beyond = rings.alike(sizes, around, [code for code in free if code not in control])
    if not control:
        raise AnalysisError(_("没有剩下的区域可作对照;请少选几个目标区"))
    ring = {"displacement": around, "displacement_control": beyond} if around and beyond else {}
    return {"target": target, "control": control, **ring}


def counted(view: View, question: Question, design: Design, residents: pd.Series) -> pd.DataFrame:
    """One row per area: code, name, role, residents, before, after; empty where counts may not be shown."""
    shapes = cached.shapes(design.level).dropna(subset=["geometry"])
    rows = shapes[["code", "geometry"]].reset_index(drop=True)
    rows["name"] = rows["code"].map(names.area_names())
    rows["role"] = rows["code"].map(design.role)
    rows["residents"] = rows["code"].map(residents)
    for column, scope in (("before", design.before), ("after", design.after)):
        counts = view.frame(question.name, (design.level,), scope)
        for reason in counts.attrs.get("withheld", ()):
            raise AnalysisError(_(reason))
        shut = counts["suppressed"].eq(True) if "suppressed" in counts else counts[design.level].isna()
        known = counts.set_index(design.level)[question.name]
        hidden = rows["code"].isin(counts.loc[shut, design.level])
        rows[column] = rows["code"].map(known).fillna(0.0).mask(hidden)
    rows["total"] = rows["before"] + rows["after"]
    rows["change"] = rows["after"] - rows["before"] * design.after.months / design.before.months
    return rows


def difference(rows: pd.DataFrame, design: Design) -> DisplacementDifference:
    """The weighted difference of the areas. Raises AnalysisError where one may not be shown."""
    part = rows[rows["role"] != UNUSED]
    hidden = part.loc[part["total"].isna(), "name"]
    if len(hidden):
        raise AnalysisError(
            _("所选区域中 {names} 的件数过少,不予显示;请换区域,或看镇街一级").format(
                names=_("、").join(hidden[:6])
            )
        )
    sums = part.groupby("role")[["before", "after", "residents"]].sum()
    by_kind = {str(kind): row for kind, row in sums.to_dict("index").items()}
    pairs: dict[str, tuple[float, float]] = {
        kind: (row["before"], row["after"]) for kind, row in by_kind.items()
    }
    return weighted_displacement_difference(
        pairs["target"],
        pairs["control"],
        displacement=pairs.get("displacement"),
        displacement_control=pairs.get("displacement_control"),
        time_weights=(design.before.months / design.after.months, 1.0),
        area_weights=weights(sums["residents"]) if design.weigh else None,
    )


def weights(residents: pd.Series) -> dict[str, float]:
    """Size of each control as a multiple of what it is the control of; 1 where residents are unknown."""
    found = {}
    for control, of in (("control", "target"), ("displacement_control", "displacement")):
        size, own = residents.get(control, 0.0), residents.get(of, 0.0)
        found[control] = size / own if size and own else 1.0
    return found
