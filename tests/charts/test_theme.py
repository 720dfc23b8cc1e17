import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from wzdash.charts import theme
from wzdash.charts.classes import SIZES

# Machado, Oliveira and Fernandes 2009, severity 1: protanopia, deuteranopia, tritanopia
SEEN = tuple(
    np.array(parts).reshape(3, 3)
    for parts in (
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    )
)


def oklab(colour: str, seen: np.ndarray = SEEN[0]) -> np.ndarray:
    parts = np.array(theme.rgb(colour)) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(
        np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
        @ np.clip(seen @ linear, 0, 1)
    )
    return np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]) @ lms


def test_contrast_of_black_on_white_is_21():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", theme.MODES)
def test_texts_reach_aa_and_marks_reach_three_to_one(mode):
    colours = theme.MODES[mode]
    for name in ("ink", "muted", "accent"):
        assert theme.contrast(getattr(colours, name), colours.paper) >= 4.5, name
    for net, colour in colours.nets.items():
        assert theme.contrast(colour, colours.paper) >= 4.5, net
    for colour in (*colours.categories, colours.grey):
        assert theme.contrast(colour, colours.paper) >= 3, colour
    for colour in itertools.chain(*colours.scales.values(), colours.diverging):
        with theme.using(mode):
            assert theme.contrast(theme.ink_on(colour), colour) >= 4.5, colour


@pytest.mark.parametrize("mode", theme.MODES)
def test_scales_go_one_way_in_even_steps_at_one_hue(mode):
    for name, scale in theme.MODES[mode].scales.items():
        lab = np.array([oklab(colour) for colour in scale])
        steps = np.diff(lab[:, 0])
        assert (steps < 0).all() if mode == "light" else (steps > 0).all(), name
        assert np.ptp(np.abs(steps)) < 0.02, name
        if name != "grey":
            hues = np.unwrap(np.arctan2(lab[:, 2], lab[:, 1]))
            assert np.ptp(hues) < np.radians(16), name


@pytest.mark.parametrize("mode", theme.MODES)
def test_categories_stay_apart_for_every_kind_of_colour_vision(mode):
    for seen in SEEN:
        seen_as = [oklab(colour, seen) for colour in theme.MODES[mode].categories]
        nearest = min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen_as, 2))
        assert nearest > 0.08


@pytest.mark.parametrize("mode", theme.MODES)
def test_diverging_ends_stay_apart_for_every_kind_of_colour_vision(mode):
    ends = theme.MODES[mode].diverging[0], theme.MODES[mode].diverging[-1]
    for seen in SEEN:
        assert np.linalg.norm(oklab(ends[0], seen) - oklab(ends[1], seen)) > 0.12


def test_colours_and_fonts_are_named_in_theme_alone():
    source = Path(theme.__file__).parent.parent
    places = [p for folder in ("charts", "export", "ui") for p in (source / folder).rglob("*.py")]
    found = {
        str(path.relative_to(source)): hits
        for path in places
        if path.name != "theme.py"
        if (hits := re.findall(r"#[0-9a-fA-F]{6}\b|\brgba?\(\s*\d|Noto Sans|YaHei", path.read_text("utf-8")))
    }
    assert found == {}


def test_resampling_keeps_the_ends_and_nine_categories_are_refused():
    assert theme.sequence("ground", 3)[::2] == [
        theme.LIGHT.scales["ground"][0],
        theme.LIGHT.scales["ground"][-1],
    ]
    with pytest.raises(ValueError, match="9 categories: at most 8"):
        theme.categorical(9)
    with pytest.raises(ValueError, match="mode 'sepia': allowed: light, dark"):
        theme.set_mode("sepia")


@pytest.mark.parametrize("mode", theme.MODES)
@pytest.mark.parametrize("k", SIZES)
def test_classes_of_a_map_are_told_from_their_neighbours(k: int, mode: str):
    with theme.using(mode):
        ramps = {net: theme.sequence(net, k) for net in theme.palette().scales}
        ramps["diverging"] = theme.diverging(k + 1 - k % 2)
    for name, ramp in ramps.items():
        seen = [[oklab(colour, eye) for colour in ramp] for eye in SEEN]
        steps = [np.linalg.norm(a - b) for of_eye in seen for a, b in itertools.pairwise(of_eye)]
        assert min(steps) > 0.06, name
        assert theme.contrast(ramp[0], ramp[-1]) > 4.5 or name == "diverging", name


def test_the_cloud_button_of_plotly_7_is_removed():
    assert "sendChartToCloud" in theme.template().layout.modebar.remove


def test_the_page_and_its_charts_have_one_ground():
    config = tomllib.loads(
        (Path(theme.__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8")
    )
    for mode, colours in theme.MODES.items():
        assert config["theme"][mode]["backgroundColor"].lower() == colours.paper
        assert config["theme"][mode]["textColor"].lower() == colours.ink
