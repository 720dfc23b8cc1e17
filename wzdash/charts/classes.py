"""Classes of a map: which value belongs to which colour, and a legend in numbers.

Breaks are those of mapclassify (Quantiles, EqualInterval, FisherJenks), which is the reference in the tests;
importing it costs a cold start three seconds, and its Fisher–Jenks one second for 887 cells, so they are
computed here with numpy. Fisher, W. D. (1958), On grouping for maximum homogeneity, JASA 53.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wzdash.charts import theme
from wzdash.charts.values import full
from wzdash.labels import N_, _

METHODS = {
    "quantile": N_("按分位数分级,各级数量相近"),
    "natural": N_("按自然断点分级"),
    "equal": N_("按等间距分级"),
}
SIGNED = {
    "quantile": N_("增减各按分位数分级,零点居中"),
    "natural": N_("增减各按自然断点分级,零点居中"),
    "equal": N_("增减各按等间距分级,零点居中"),
}
SIZES = (3, 4, 5, 6, 7)  # how many classes a reader may ask for: more shades cannot be told apart
USUAL = 5
MISSING, HIDDEN = -1, -2
DETAIL = 1200  # distinct values that Fisher–Jenks looks at; more are thinned to as many quantiles


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend."""

    colour: str
    label: str
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Classes of some rows: `index` has one number per row, MISSING or HIDDEN where there is no class."""

    method: str
    index: np.ndarray
    colours: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def fills(self) -> list[str]:
        """Colour of every row."""
        ramp = [*self.colours, theme.palette().hidden, theme.palette().missing]
        return [ramp[i] for i in self.index]

    def legend(self) -> list[Entry]:
        """Colour, range and number of areas of every class, then hidden and missing ones if any."""
        counted = [
            Entry(colour, label, int((self.index == i).sum()))
            for i, (colour, label) in enumerate(zip(self.colours, self.labels, strict=True))
        ]
        others = (
            (HIDDEN, theme.palette().hidden, _("数量过少,不予显示")),
            (MISSING, theme.palette().missing, _("没有数据")),
        )
        rest = [Entry(colour, label, int((self.index == i).sum())) for i, colour, label in others]
        return counted + [entry for entry in rest if entry.n]


def classify(
    values: Sequence[float | None],
    *,
    method: str = "quantile",
    k: int = USUAL,
    kind: str = "count",
    net: str = "",
    diverging: bool = False,
    hidden: Sequence[bool] | None = None,
) -> Classes:
    """Classes of the values, k at the most; many zeros of a count are a class of their own.

    Values that read the same are in the same class, so that no two lines of the legend say the same.
    `method`: quantile, natural or equal. `diverging`: blue below zero, orange above, the same breaks on both
    sides. `hidden`: rows whose value must not be shown. Raises ValueError for another method.
    """
    if method not in METHODS:
        raise ValueError(f"method {method!r}: allowed: {', '.join(METHODS)}")
    data = np.array([np.nan if v is None else v for v in values], dtype=float)
    shut = np.zeros(len(data), dtype=bool) if hidden is None else np.asarray(hidden, dtype=bool)
    open_ = np.isfinite(data) & ~shut
    known = _as_read(data[open_], kind)
    edges = (
        _signed_breaks(known, method, k) if diverging else _breaks(known, method, k, zeros=kind == "count")
    )
    index = np.where(shut, HIDDEN, MISSING)
    found = np.searchsorted(edges, known, side="left")
    kept = np.unique(found)  # classes that hold something, renumbered
    index[open_] = np.searchsorted(kept, found)
    colours = np.array(theme.diverging(len(edges)) if diverging else theme.sequence(net, max(len(kept), 1)))
    return Classes(
        method=_told((SIGNED if diverging else METHODS)[method], len(kept)),
        index=index,
        colours=tuple(map(str, colours[kept] if diverging else colours[: len(kept)])),
        labels=tuple(_range(known[found == i], kind) for i in kept),
    )


def _told(method: str, k: int) -> str:
    """How the values were cut, and into how many classes."""
    return _("{how} · {k} 级").format(how=_(method), k=k) if k > 1 else _(method)


def _as_read(values: np.ndarray, kind: str) -> np.ndarray:
    """Each value as the largest of those that read the same."""
    levels = np.unique(values)
    if not levels.size:
        return values
    texts = [full(kind, level) for level in levels]
    ends = np.array([i for i, text in enumerate(texts) if texts[i + 1 : i + 2] != [text]])
    return levels[ends[np.searchsorted(ends, np.searchsorted(levels, values))]]


def named(kinds: Sequence[str], names: Mapping[str, str], rest: str = "") -> Classes:
    """Classes by name, not by value: {kind: what the legend says}; any other kind is `rest`, in grey."""
    order = [kind for kind in names if kind in set(kinds)]
    colours = dict(zip(names, theme.categorical(len(names)), strict=True))
    index = [order.index(kind) if kind in order else len(order) for kind in kinds]
    grey = [(theme.palette().missing, rest)] if len(order) in index else []
    return Classes(
        method="",
        index=np.array(index, dtype=int),
        colours=(*(colours[kind] for kind in order), *(colour for colour, _name in grey)),
        labels=(*(names[kind] for kind in order), *(name for _colour, name in grey)),
    )


def _range(values: np.ndarray, kind: str) -> str:
    """Smallest and largest value in a class; one of them when they read the same."""
    low, high = full(kind, values.min()), full(kind, values.max())
    return low if low == high else f"{low} – {high}"


def _breaks(known: np.ndarray, method: str, k: int, *, zeros: bool = False) -> np.ndarray:
    """Upper edges of at most k classes, ascending; the last one is the largest value."""
    if not known.size:
        return np.array([0.0])
    many = zeros and known.min() == 0 and (known == 0).mean() >= 1 / k
    if many and (known > 0).any():
        return np.concatenate([[0.0], _breaks(known[known > 0], method, k - 1)])
    if method == "equal":
        edges = np.linspace(known.min(), known.max(), k + 1)[1:]
    elif method == "natural":
        edges = natural_breaks(known, k)
    elif len(np.unique(known)) <= k:
        edges = np.unique(known)  # quantiles of a few values would put some of them together
    else:
        edges = np.quantile(known, np.arange(1, k + 1) / k)
    edges[-1] = known.max()
    return np.unique(edges)


def _signed_breaks(known: np.ndarray, method: str, k: int) -> np.ndarray:
    """Edges that mirror each other around zero: an odd number of classes, zero inside the middle one."""
    sides = max((k - 1) // 2, 1)
    sizes = np.abs(known[known != 0])
    if not sizes.size:
        return np.array([0.0])
    if method == "equal":
        cuts = np.linspace(0, sizes.max(), sides + 1)[1:]
    elif method == "natural":
        cuts = natural_breaks(sizes, sides)
    else:
        cuts = np.quantile(sizes, np.arange(1, sides + 1) / sides)
    # the middle class is a tenth of the first cut wide to either side: nothing has changed
    inner = np.concatenate([[cuts[0] / 10], cuts[:-1]])
    return np.concatenate([-inner[::-1], inner, [np.inf]])


def natural_breaks(values: np.ndarray, k: int) -> np.ndarray:
    """Upper edges of the k classes with the least sum of squares within them (Fisher 1958), exact."""
    levels, weights = np.unique(values, return_counts=True)
    if len(levels) > DETAIL:
        levels = np.unique(np.quantile(values, np.linspace(0, 1, DETAIL)))
        weights = np.bincount(
            np.searchsorted(levels, values).clip(max=len(levels) - 1), minlength=len(levels)
        )
    k, n = min(k, len(levels)), len(levels)
    count = np.concatenate([[0], np.cumsum(weights)]).astype(float)
    total = np.concatenate([[0], np.cumsum(weights * levels)])
    square = np.concatenate([[0], np.cumsum(weights * levels**2)])
    # cost[i, j]: sum of squares within the levels i…j−1
    size = count[None, :] - count[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = square[None, :] - square[:, None] - (total[None, :] - total[:, None]) ** 2 / size
    cost[size <= 0] = np.inf
    best, splits = cost[0], []
    for _step in range(k - 1):
        candidates = best[:, None] + cost
        splits.append(candidates.argmin(axis=0))
        best = candidates.min(axis=0)
    ends = [n]
    for split in reversed(splits):
        ends.append(int(split[ends[-1]]))
    return levels[np.array(ends[::-1]) - 1].astype(float)
