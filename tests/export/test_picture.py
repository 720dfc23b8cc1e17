import os
import signal
import struct
import subprocess
from datetime import datetime

import pytest

from wzdash.charts import bars, frame
from wzdash.errors import ExportError
from wzdash.export import browser, glyphs, picture
from wzdash.export.stamp import Stamp

from tests.charts import samples  # isort: skip

STAMP = Stamp("工单", "木渎镇", datetime(2020, 12, 31), simulated=True, code="K7Q2M9PX")


def chart():
    return frame.decorate(
        bars.bars(samples.towns(), "town", "orders"), "木渎镇工单最多", "工单数", frame.foot(simulated=True)
    )


def test_png_has_the_asked_size_and_svg_the_stamp_as_text():
    data = picture.png(chart(), STAMP, width=800, scale=2)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", data[16:20])[0] == 1600
    text = picture.svg(chart(), STAMP, width=800).decode()
    for part in ("木渎镇工单最多", "视图码 K7Q2M9PX", "太湖街道"):
        assert part in text
    assert text.count("演示数据") == 1
    assert "http" not in text.replace("http://www.w3.org", "")


def test_a_killed_browser_is_started_again():
    picture.png(chart(), width=300, scale=1)
    found = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False)
    children = [int(pid) for pid in found.stdout.split()]
    assert children
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    assert picture.png(chart(), width=300, scale=1)[:4] == b"\x89PNG"


def test_a_machine_without_chromium_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr("choreographer.browsers.chromium.Chromium.find_browser", lambda **_options: None)
    with pytest.raises(ExportError, match="请安装 chromium"):
        picture.png(chart())


def test_a_missing_glyph_is_a_loud_error(monkeypatch, tmp_path):
    glyphs.check(["吴中区甪直镇胥口镇 191.5 万 · −2.3 %"])
    with pytest.raises(ExportError, match=r"U\+10FFFD"):
        glyphs.check(["吴中区\U0010fffd"])
    empty = tmp_path / "fonts.conf"
    empty.write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    monkeypatch.setattr(glyphs, "_known", set())
    with pytest.raises(ExportError, match="fonts-noto-cjk"):
        glyphs.check(["吴"])


def test_a_figure_that_cannot_be_drawn_is_an_export_error_and_the_next_one_works():
    with pytest.raises(ExportError):
        browser.BROWSER.draw({"data": [{"type": "no such trace", "x": [1]}], "layout": 5}, {"format": "png"})
    assert picture.png(chart(), width=300, scale=1)[:4] == b"\x89PNG"
