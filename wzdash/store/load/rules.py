"""The rules of an import, one row each: RULES. Each is SQL over `staged`; each broken line gets its reason.

A line may break several rules. What is not in `rejects` afterwards is accepted, so accepted and rejected
always add up to the rows read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wzdash.codes import CODES
from wzdash.codes import label as code_label
from wzdash.labels import N_, _
from wzdash.store.load.checked import Checked, Finding
from wzdash.store.load.fields import AREA_LEVELS
from wzdash.store.load.parents import unknown_parent
from wzdash.store.load.personal import ANY
from wzdash.store.load.sqltext import literal
from wzdash.store.load.words import DATE_EXAMPLES, EXAMPLE_MARKS

SHOWN = 60
LISTED = 20


Rule = Callable[[Checked], Iterator[Finding]]


def _say(text: str) -> str:
    return literal(text)


def _example(c: Checked) -> Iterator[Finding]:
    if c.has("mark"):
        where = " OR ".join(f"starts_with(lower(r_mark), {literal(mark)})" for mark in EXAMPLE_MARKS)
        yield Finding("mark", where, _say(_("模板中的示例行,导入前请删除")))


def _required(c: Checked) -> Iterator[Finding]:
    key = c.kind.key[0] if len(c.kind.key) == 1 else ""
    must_have_key = c.staging.mapping.key.get("empty") != "content"
    for one in c.fields():
        if one.required or (one.name == key and must_have_key):
            yield Finding(one.name, f"NOT {c.filled(one.name)}", _say(_("必填,不能为空")))


def _bad_date(c: Checked) -> Iterator[Finding]:
    for one in c.fields("date", "datetime"):
        formats = c.staging.mapping.formats.get(one.name, ())
        allowed = ", ".join(formats) or DATE_EXAMPLES[one.type]
        where = f"r_{one.name} IS NOT NULL AND {one.name} IS NULL"
        serial = f"regexp_full_match(r_{one.name}, '[1-9][0-9]{{4}}(\\.[0-9]+)?')"
        hint = _say(_("像是 Excel 日期序号;请把单元格设为日期格式"))
        text = _say(_("不是日期;可用:{allowed}").format(allowed=allowed))
        yield Finding(one.name, where, f"CASE WHEN {serial} THEN {hint} ELSE {text} END")


def _bad_number(c: Checked) -> Iterator[Finding]:
    texts = {"integer": _("不是整数"), "number": _("不是数字")}
    for one in c.fields("integer", "number"):
        yield Finding(one.name, f"r_{one.name} IS NOT NULL AND {one.name} IS NULL", _say(texts[one.type]))


def _negative(c: Checked) -> Iterator[Finding]:
    for one in c.fields("integer", "number"):
        if one.name not in ("lon", "lat"):
            yield Finding(one.name, f"{one.name} < 0", _say(_("不能小于 0")))


def _too_long(c: Checked) -> Iterator[Finding]:
    for one in c.fields("text"):
        if one.length and one.stored:
            text = _("超过 {n} 个字").format(n=one.length)
            yield Finding(one.name, f"length(r_{one.name}) > {one.length}", _say(text))


def _unknown_code(c: Checked) -> Iterator[Finding]:
    for one in c.fields("code", "boolean"):
        allowed = [_("是"), _("否")]
        if one.codes:
            allowed = [f"{code}({_(label)})" for code, label in CODES[one.codes].items()]
        text = _("未知的值;可用:{allowed}").format(allowed=_("、").join(allowed))
        yield Finding(one.name, f"r_{one.name} IS NOT NULL AND {one.name} IS NULL", _say(text[:300]))


def _unknown_entry(type_: str, text: str) -> Rule:
    def find(c: Checked) -> Iterator[Finding]:
        for one in c.fields(type_):
            yield Finding(one.name, f"r_{one.name} IS NOT NULL AND {one.name} IS NULL", _say(_(text)))

    return find


def _place_problem(problem: str, text: str) -> Rule:
    def find(c: Checked) -> Iterator[Finding]:
        message = _(text).format(towns=_("、").join(c.town_names[:LISTED]) or _("(还没有区域,请先导入)"))
        for column, level in AREA_LEVELS.items():
            if c.has(column):
                where = f"place_level = {literal(level)} AND place_problem = {literal(problem)}"
                yield Finding(column, where, _say(message[:300]))
        if c.has("area_code"):
            yield Finding("area_code", f"area_problem = {literal(problem)}", _say(message[:300]))

    return find


def _order(c: Checked) -> Iterator[Finding]:
    for earlier, later in c.kind.order:
        if c.has(earlier, later):
            text = (
                _("{later} 早于 {earlier} ")
                if c.kind.field(later).type != "integer"
                else _("{earlier} 大于 {later} ")
            )
            message = text.format(later=c.header(later), earlier=c.header(earlier))
            value = f"CAST({earlier} AS VARCHAR)"
            yield Finding(later, f"{later} < {earlier}", f"{_say(message)} || {value}")


def _needs(c: Checked) -> Iterator[Finding]:
    for need in c.kind.needs:
        if not c.has(need.column):
            continue
        there = c.has(need.other)
        absent = f"{need.other} IS NULL" if there else "TRUE"
        text = _("填了这一列,但没有 {other}")
        if need.value:
            absent = f"{need.other} IS DISTINCT FROM {literal(need.value)}" if there else "TRUE"
            text = _("填了这一列,但 {other} 不是 {value}")
        label = code_label(f"{c.kind.table.name}.{need.other}", need.value)
        message = text.format(other=c.header(need.other), value=label)
        yield Finding(need.column, f"{c.filled(need.column)} AND {absent}", _say(message))


def _future(c: Checked) -> Iterator[Finding]:
    limit = literal(c.as_of.isoformat(" "))
    text = _("在数据日期 {as_of} 之后").format(as_of=f"{c.as_of:%Y-%m-%d %H:%M}")
    for one in c.fields("date", "datetime"):
        if one.past:
            yield Finding(one.name, f"{one.name} > TIMESTAMP {limit}", _say(text))


def _half_point(c: Checked) -> Iterator[Finding]:
    for one, other in (("lon", "lat"), ("lat", "lon")):
        if c.has(one):
            absent = f"r_{other} IS NULL" if c.has(other) else "TRUE"
            yield Finding(one, f"r_{one} IS NOT NULL AND {absent}", _say(_("只有经度或只有纬度")))


def _point(status: str, text: str) -> Rule:
    def find(c: Checked) -> Iterator[Finding]:
        if c.has_points:
            value = "concat_ws(', ', r_lon, r_lat)"
            yield Finding("lon", f"point_status = {literal(status)}", _say(_(text)), value)

    return find


def _duplicate(c: Checked) -> Iterator[Finding]:
    """The first line with a key stays, unless another rule rejected it."""
    keys = [name for name in c.kind.key if c.has(name)]
    if not keys or c.staging.mapping.key.get("repeated") == "number":
        return
    together = f"({', '.join(keys)})" if len(keys) > 1 else keys[0]
    counts = f"SELECT count({together}) = count(DISTINCT {together}) FROM staged"
    if c.staging.db.execute(counts).fetchall()[0][0]:
        return
    filled = f"{keys[0]} IS NOT NULL AND line NOT IN (SELECT line FROM rejects)"
    first = f"min(line) OVER (PARTITION BY {', '.join(keys)}) AS first"
    head, tail = _("文件中已有同一编号,见第 {line} 行").split("{line}")
    yield Finding(
        keys[0],
        "line > first",
        f"concat({literal(head)}, first, {literal(tail)})",
        source=f"(SELECT *, {first} FROM staged WHERE {filled})",
    )


RULES: tuple[tuple[str, str, Rule], ...] = (
    ("example", N_("示例行"), _example),
    ("required", N_("缺少必填值"), _required),
    ("bad_date", N_("日期无法识别"), _bad_date),
    ("bad_number", N_("数字无法识别"), _bad_number),
    ("negative", N_("负数"), _negative),
    ("too_long", N_("文字过长"), _too_long),
    ("unknown_code", N_("未知代码"), _unknown_code),
    ("unknown_category", N_("未知类别"), _unknown_entry("category", N_("类别不在责任清单中"))),
    ("unknown_department", N_("未知部门"), _unknown_entry("department", N_("部门不在名单中"))),
    ("unknown_organisation", N_("未知组织"), _unknown_entry("organisation", N_("组织不在名单中"))),
    ("unknown_area", N_("未知区域"), _place_problem("unknown_area", N_("没有这个区域;镇街有:{towns}"))),
    (
        "ambiguous_area",
        N_("区域名称不唯一"),
        _place_problem("ambiguous_area", N_("有多个同名区域,请同时给出镇街或用代码")),
    ),
    (
        "area_conflict",
        N_("区域上下级不符"),
        _place_problem("area_conflict", N_("不在同一行所写的上级区域内")),
    ),
    ("order", N_("先后顺序不对"), _order),
    ("missing_stage", N_("缺少前一环节"), _needs),
    ("future", N_("日期在未来"), _future),
    ("half_point", N_("坐标不完整"), _half_point),
    ("swapped_point", N_("经纬度对调"), _point("swapped", N_("经度和纬度对调了"))),
    ("bad_point", N_("坐标超出范围"), _point("invalid", N_("经度应在 ±180、纬度应在 ±90 之间"))),
    ("outside_district", N_("坐标在辖区之外"), _point("outside", N_("坐标在辖区之外"))),
    ("duplicate_key", N_("编号重复"), _duplicate),
    ("unknown_parent", N_("未知上级组织"), unknown_parent),  # last: a parent's row must have passed
)
READING = (
    ("row_shape", N_("列数不对")),
    ("formula", N_("单元格是公式")),
    ("bad_geometry", N_("图形无效")),
    ("no_parent", N_("找不到上级区域")),
    ("overlap", N_("与其他区域重叠")),
)
REASONS: dict[str, str] = {code: label for code, label, _rule in RULES} | dict(READING)


def apply_rules(checked: Checked, progress: Callable[[str, float | None], None]) -> None:
    """Adds a row to `rejects` for every line and rule it breaks."""
    db = checked.staging.db
    for number, (code, _label, rule) in enumerate(RULES):
        progress(_("检查规则"), number / len(RULES))
        findings = list(rule(checked))
        simple = [finding for finding in findings if finding.source == "staged"]
        tests = ", ".join(f"bool_or({finding.where})" for finding in simple)
        hits = db.execute(f"SELECT {tests} FROM staged").fetchall()[0] if simple else ()
        broken = [finding for finding, hit in zip(simple, hits, strict=True) if hit]
        for finding in [*broken, *(finding for finding in findings if finding.source != "staged")]:
            db.execute(_insert(checked, code, finding))


def _insert(checked: Checked, code: str, finding: Finding) -> str:
    value = finding.value or (checked.text(finding.column) if checked.has(finding.column) else "NULL")
    hidden = f"regexp_matches({value}, {literal(ANY)})"
    shown = f"CASE WHEN {hidden} THEN {literal(_('(已隐去)'))} ELSE left({value}, {SHOWN}) END"
    header = literal(checked.header(finding.column))
    return (
        f"INSERT INTO rejects SELECT line, {header}, {shown}, {literal(code)}, left({finding.message}, 300) "
        f"FROM {finding.source} WHERE {finding.where}"
    )
