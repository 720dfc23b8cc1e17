"""How a presentation fills screens of other sizes."""

from __future__ import annotations

import pytest

from wzdash.ui.wall import Wall


@pytest.mark.parametrize(
    ("width", "height", "factor"),
    [(1920, 1080, 1.0), (3840, 2160, 2.0), (3440, 1440, 1.333), (3840, 1080, 1.0), (1440, 900, 0.75)],
)
def test_a_slide_is_enlarged_to_the_lines_of_the_screen(width: int, height: int, factor: float):
    assert Wall(width, height).factor == factor
    assert Wall(width, height).zoom == pytest.approx(1.4 * factor, abs=0.001)


def test_what_a_higher_screen_leaves_over_goes_to_charts_and_maps():
    assert Wall(3840, 2160).pixels(480) == 960
    assert Wall(1440, 900).pixels(480) == 360 + 90


def test_panels_stand_beside_each_other_where_the_screen_is_wide():
    shapes = {size: (Wall(*size).is_broad, Wall(*size).is_banner) for size in [(1920, 1080), (3440, 1440)]}
    assert shapes == {(1920, 1080): (False, False), (3440, 1440): (True, False)}
    assert Wall(3840, 1080).is_banner


def test_a_phone_shows_slides_in_its_own_size_and_scrolls():
    assert Wall(390, 844).zoom == pytest.approx(1.0, abs=0.01)
    assert Wall(390, 844).pixels(480) == 343
