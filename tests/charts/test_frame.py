from datetime import date

import pytest

from wzdash.charts import frame, theme
from wzdash.charts.values import width, wrap
from wzdash.labels import set_language

TITLE = "木渎镇工单最多,占全区 18.2 %,比上年同期多 3.1 个百分点,主要来自市容环境和街面秩序两类"


def chart():
    return frame.figure([{"type": "bar", "x": [1], "y": [2]}], 200)


def notes(fig, name):
    return [note for note in fig.layout.annotations if note.name == name]


@pytest.mark.parametrize("room", [350, 640, 1400])
def test_wrapped_texts_fit_and_lose_nothing(room):
    fig = frame.decorate(chart(), TITLE, "工单数 · n = 1,915,000", "来源:联动中心", width=room)
    lines = notes(fig, "head")[0].text.split("<br>")
    assert "".join(lines).replace("\u00a0", " ").replace(" ", "") == TITLE.replace(" ", "")
    assert all(width(line, theme.TITLE) <= room - 16 for line in lines)


def test_margins_hold_the_texts_and_the_plot_keeps_its_height():
    for room in (350, 1400):
        fig = frame.decorate(chart(), TITLE, "工单数", "来源:" + "很长的说明" * 20, width=room)
        assert fig.layout.height - fig.layout.margin.t - fig.layout.margin.b == pytest.approx(200, abs=1)
        title, below = notes(fig, "head")
        tall = len(title.text.split("<br>")) * theme.TITLE * 1.3
        assert title.yshift + tall <= fig.layout.margin.t
        assert below.yshift + theme.SMALL * 1.3 <= title.yshift + 1
        assert notes(fig, "foot")[0].yshift >= -fig.layout.margin.b
    assert len(notes(fig, "foot")) == 1


def test_decorating_again_replaces_and_bare_removes():
    fig = frame.decorate(chart(), "一", "二", "三")
    frame.decorate(fig, "甲")
    assert [note.text for note in fig.layout.annotations] == ["甲"]
    plain = frame.bare(fig)
    assert list(plain.layout.annotations) == []
    assert plain.layout.height == 200 + 8 + 26
    assert frame.texts(plain)["title"] == "甲"
    assert fig.layout.annotations


def test_names_never_become_markup():
    fig = frame.decorate(chart(), "<b>x</b>", "<i>y", "<a href='z'>")
    assert notes(fig, "head")[0].text == "&lt;b&gt;x&lt;/b&gt;"
    assert "<b>" not in frame.heading(fig)
    assert frame.footing(fig) == '<p class="wz-foot">&lt;a href=&#x27;z&#x27;&gt;</p>'


def test_subtitle_and_foot_leave_out_what_is_empty():
    assert frame.subtitle("工单数", 1915000, "2020年", "件") == "工单数(件) · n = 1,915,000 · 2020年"
    assert frame.subtitle("工单数") == "工单数"
    assert frame.foot() == ""
    text = frame.foot("联动中心", date(2020, 12, 31), "挂账件", 12, simulated=True)
    assert text == "演示数据 · 来源:联动中心 · 数据截至 2020年12月31日 · 不含:挂账件 · 未定位 12 件"
    set_language("en")
    assert frame.foot(unlocated=0) == "0 rows without a place"


def test_empty_says_so_and_what_to_do():
    text = frame.empty().layout.annotations[0].text
    assert text.startswith("<b>没有数据</b>")
    assert "放宽筛选条件" in text


def test_lines_do_not_start_with_closing_punctuation_nor_part_a_percent_sign():
    for room in range(80, 300, 7):
        lines = wrap("木渎镇工单最多,占全区 18.2 %,比上年同期多(见表)。", 16, room)
        assert all(line[0] not in ",。)%" for line in lines), lines
    assert wrap("甲 · 乙乙乙乙 · 丙", 10, 70) == ["甲 · 乙乙乙乙", "丙"]
    assert all(width(line, 10) <= 50 for line in wrap("Supercalifragilistic", 10, 50))
