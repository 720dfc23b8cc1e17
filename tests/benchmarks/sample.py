"""A page with containers in containers, for the tests of the floor."""

import time

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

st.title("样张")
st.sidebar.selectbox("镇街", ["木渎镇", "甪直镇"], on_change=lambda: None)
with st.container(border=True):
    left, right = st.columns(2)
    left.metric("工单", 12)
    with right:
        st.metric("警情", 3)
        st.write("一", pd.DataFrame({"n": [1]}))
first, second = st.tabs(["图", "表"])
first.plotly_chart(go.Figure(go.Bar(x=["木渎镇"], y=[2])))
second.dataframe(pd.DataFrame({"n": [1, 2]}))
with st.form("筛选"):
    st.text_input("名称")
    st.form_submit_button("查询")
st.empty().caption("脚注")
time.sleep(0.05)
