"""The cells and the squares of work orders on a map and nothing else: frames.py holds the page against it."""

import streamlit as st

from wzdash.charts import maps
from wzdash.charts.classes import classify
from wzdash.metrics.spots import STEP
from wzdash.scope import Scope
from wzdash.ui import cached
from wzdash.ui.panels.maps import context

end = cached.store().as_of.date()
scope = Scope(cached.first_day_of("orders_received") or end, end)
rows = cached.metric_frame(("orders_received",), scope, ("grid",)).set_index("grid")
shapes = cached.shapes("grid")
areas = shapes.assign(orders=shapes["code"].map(rows["orders_received"]), name=shapes["name_zh"])
spots = cached.order_spots(scope)
deck = maps.deck(
    areas,
    "orders",
    classify(areas["orders"].tolist(), net="ground"),
    context=context("grid"),
    squares=maps.Squares(spots.rows, STEP),
    width=600,
    height=600,
)
st.pydeck_chart(deck, height=600, width=600)
