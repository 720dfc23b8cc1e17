"""The towns and the spots of work orders on a map and nothing else: what frames.py holds the page against."""

from datetime import timedelta

import streamlit as st

from wzdash.charts import maps
from wzdash.charts.classes import classify
from wzdash.metrics.spots import STEP
from wzdash.scope import Scope, year_before
from wzdash.ui import cached
from wzdash.ui.panels.maps import context

end = cached.store().as_of.date()
scope = Scope(year_before(end + timedelta(days=1)), end)
rows = cached.metric_frame(("orders_received",), scope, ("town",)).set_index("town")
shapes = cached.shapes("town")
areas = shapes.assign(orders=shapes["code"].map(rows["orders_received"]), name=shapes["name_zh"])
spots = cached.order_spots(scope)
deck = maps.deck(
    areas,
    "orders",
    classify(areas["orders"].tolist(), net="ground"),
    context=context("town"),
    squares=maps.Squares(spots.rows, STEP),
    width=600,
    height=600,
)
st.pydeck_chart(deck, height=600, width=600)
