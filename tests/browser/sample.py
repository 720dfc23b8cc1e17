"""A small page for the tests of the harness itself; the query says what goes wrong on it."""

import plotly.graph_objects as go
import streamlit as st

st.title("样张")
st.button("主要", type="primary")
st.plotly_chart(go.Figure(go.Bar(x=["木渎镇", "甪直镇"], y=[2, 1])))
if "outside" in st.query_params:
    st.html('<img src="http://outside.invalid/picture.png">')
if "fault" in st.query_params:
    raise ValueError(st.query_params["fault"])
