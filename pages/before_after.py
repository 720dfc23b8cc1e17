"""Sky net · before and after: what crime did when the plan began, in an answer that says how sure it is."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.layout import lazy_tabs, side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import before_after, displacement, question, robustness, rollout, upload

view = open_page("before_after")
asked = question.ask(view)
side_by_side(partial(before_after.verdict, view, asked), before_after.published, widths=(3, 2))
question.open_tab()
lazy_tabs(
    {
        _("前后对比"): partial(before_after.series, view, asked),
        _("各种选择"): partial(robustness.choices, view, asked),
        _("安慰剂"): partial(robustness.placebo, view, asked),
        _("各镇街"): partial(robustness.towns, view, asked),
        _("推广"): partial(rollout.roll_out, view, asked),
        _("位移"): partial(displacement.displacement, view, asked),
        _("残差"): partial(robustness.residuals, view, asked),
        _("上传数据"): partial(upload.evaluate_upload, view),
    },
    key=question.TABS_KEY,
)
question.remember(view)
