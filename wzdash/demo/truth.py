"""What is true in the simulated district: counts that were published, effects that estimators must find.

Published counts are pinned; dates of interventions are our assumptions (see data/README.md).
"""

from __future__ import annotations

DEFAULT_SEED = 2020

# ---------------------------------------------------------------- ground net, at scale 1
ORDERS = 1_915_000
ORDERS_CLOSED = 1_893_000
ORDERS_NOT_YET_DUE = 5_386  # open: due = received − these = 1,909,614, closed / due = 99.13 %
PATROL_VALID_2019 = 508 * 365
SATISFIED_SHARE = 0.9898
REACHED_SHARE = 0.45  # call-backs that reached somebody, of orders closed
PRAISE = 547
PATROL_KM = 41.0
VISITS = {2018: 98_412, 2019: 160_873, 2020: 121_964}
OPINIONS = {2018: 1_904, 2019: 3_047, 2020: 2_618}
ELDERLY = {2018: 512, 2019: 826, 2020: 931}
ENTERPRISES = {2018: 3_902, 2019: 5_573, 2020: 6_018}
HAZARDS = {
    2018: {"minor": 6_340, "general": 1_102, "larger": 71},
    2019: {"minor": 10_612, "general": 1_635, "larger": 109},
    2020: {"minor": 9_475, "general": 1_318, "larger": 64},
}
HAZARDS_OPEN_2019 = {"minor": 88, "general": 27, "larger": 3}

# what the anti-gaming panel, the anomaly table and the assessment should find
BUNCHING_TOWN = "320506003"  # closes a large share just before the limit
EXCLUDING_TOWN = "320506104"  # exclusions and hand-backs grow from July 2020
REOPENING_TOWN = "320506110"  # closes early, is reopened, says solved less often than satisfied
ANOMALIES = (  # town, category, first month, last month, factor
    ("320506103", "cooking_fumes", "2020-06", "2020-08", 2.2),
    ("320506004", "site_noise", "2019-09", "2019-11", 2.0),
    ("320506108", "river_litter", "2020-07", "2020-09", 2.4),
    ("320506100", "illegal_building", "2018-10", "2018-12", 0.4),
)
NEGLECTED_CELLS = 24  # hardly patrolled, not at all in the last months
NEGLECTED_SINCE = "2020-09-20"

# ---------------------------------------------------------------- sky net
TIANQIONG_START = "2019-01-01"  # assumed: no source gives the date
ARRESTS = 853
ROBBERY = {2018: 260, 2019: 120}  # −53.8 %
ROBBERY_STEP, ROBBERY_TREND = 0.5628, 0.82  # 0.5628 × 0.82 = 120 / 260; trend a year
BURGLARY = {2018: 1_208, 2019: 656}  # −45.7 %
BURGLARY_STEP, BURGLARY_TREND = 0.70, 0.81  # the trend gives way a little: 656 / 1208 is pinned
ENCLOSURE_EFFECT = 0.75  # on burglary in an enclosed community, from the day of its enclosure
FRAUD_TREND = 1.18
CAMPAIGN_START = "2020-06-01"  # assumed: targeted anti-fraud campaign
CAMPAIGN_TOWNS = ("320506001", "320506004", "320506009", "320506103")
CAMPAIGN_EFFECT = 0.80  # on fraud in those towns, from its start
THEFT_TREND, CONTACT_TREND = 0.95, 0.98  # and no effect of the plan on either
RECORDING_BREAK = ("damage", "2019-07-01", 1.45)  # damage to property is recorded more widely
COMMUNITIES = {2018: 118, 2019: 152, 2020: 134}

# ---------------------------------------------------------------- defence line
PLATFORM_LAUNCH = "2019-07-01"  # assumed: start of the grid disputes' platform
GRID_DISPUTES = 5_508
COURT = {2018: 1_706, 2019: 2_512, 2020: 3_164}
COURT_2019 = {"success": 1_017, "confirmed": 644, "withdrawn": 118, "pending": 6}
FEES_WAIVED_2019 = 994_310
GRID_MEDIATORS = 1_925
COURT_MEDIATORS = 11
SPECIALISED_ORGS, DISTRICT_ORGS = 72, 13
PERSONAL_ROOMS, VETERAN_ROOMS, TRIBUNALS, STATIONS = 17, 4, 4, 22
