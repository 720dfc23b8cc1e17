"""Ground net · assessment: score cards, how sure a rank is, other weights, signs of gaming."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.layout import lazy_tabs
from wzdash.ui.page import open_page
from wzdash.ui.panels import assessment, gaming, weights

view = open_page("assessment")
board = assessment.open_board(view)
if board:
    assessment.answer(view, board)
    assessment.leaderboard(view, board)
    lazy_tabs(
        {
            _("评分卡"): partial(assessment.cards, view, board),
            _("排名稳不稳"): partial(weights.robustness, view, board),
            _("漏斗图"): partial(assessment.funnel, view, board),
            _("逐月得分"): partial(assessment.months, view, board),
            _("权重与试算"): partial(weights.what_if, view, board),
            _("防造假"): partial(gaming.panel, view),
        },
        key="assessment_tabs",
    )
