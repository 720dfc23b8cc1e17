"""A figure for a wall: texts and heights grow, the data do not."""

from __future__ import annotations

import json

import pandas as pd

from wzdash.charts import bars, frame
from wzdash.charts.enlarge import enlarged


def test_texts_and_height_grow_and_the_data_stay():
    rows = pd.DataFrame({"name": ["a", "b"], "value": [24.0, 12.0]})
    fig = frame.decorate(bars.bars(rows, "name", "value"), "title", "below", "foot")
    large = enlarged(fig, 2.0)
    assert large.layout.height == 2 * fig.layout.height
    assert large.layout.template.layout.font.size == 2 * fig.layout.template.layout.font.size
    assert large.layout.annotations[0].font.size == 2 * fig.layout.annotations[0].font.size
    drawn, plain = (json.loads(one.to_json())["data"][0] for one in (large, fig))
    assert (drawn["x"], drawn["y"]) == (plain["x"], plain["y"])
    assert fig.layout.height < large.layout.height
