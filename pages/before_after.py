"""Sky net · before and after: what crime did when the plan began, in an answer that says how sure it is."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.layout import lazy_tabs
from wzdash.ui.page import open_page
from wzdash.ui.panels import before_after, robustness, rollout, upload

view = open_page("before_after")
question = before_after.ask(view)
before_after.verdict(view, question)
before_after.published()
lazy_tabs(
    {
        _("前后对比"): partial(before_after.series, view, question),
        _("各种选择"): partial(robustness.choices, view, question),
        _("安慰剂日期"): partial(robustness.placebo, view, question),
        _("各镇街"): partial(robustness.towns, view, question),
        _("推广"): partial(rollout.roll_out, view, question),
        _("残差"): partial(robustness.residuals, view, question),
        _("上传数据"): partial(upload.evaluate_upload, view),
    },
    key="before_after_tabs",
)
