"""Code lists of the store with their labels: what a column may hold, and how it reads.

Vocabulary: imports only labels. Checks, imports, filters and charts all read these lists.
"""

from __future__ import annotations

from wzdash.labels import N_, _

CODES: dict[str, dict[str, str]] = {
    "net": {"ground": N_("地网"), "sky": N_("天网"), "line": N_("防线")},
    "area.level": {"district": N_("区"), "town": N_("镇街"), "village": N_("村社区"), "grid": N_("网格")},
    "area.kind": {
        "district": N_("区"),
        "subdistrict": N_("街道"),
        "town": N_("镇"),
        "zone": N_("功能区"),
        "village": N_("村"),
        "community": N_("社区"),
        "grid": N_("网格"),
    },
    "category.domain": {
        "work_order": N_("工单"),
        "incident": N_("警情"),
        "dispute": N_("纠纷"),
        "hazard": N_("隐患"),
    },
    "category.clock": {
        "working_hours": N_("工作时"),
        "working_days": N_("工作日"),
        "calendar_hours": N_("自然时"),
        "calendar_days": N_("自然日"),
    },
    "work_order.source": {
        "patrol": N_("巡查上报"),
        "hotline": N_("12345热线"),
        "app": N_("公众App"),
        "whistle": N_("基层吹哨"),
        "superior": N_("上级交办"),
        "video": N_("视频发现"),
    },
    "work_order.state": {
        "reported": N_("待立案"),
        "not_filed": N_("不予立案"),
        "filed": N_("待派遣"),
        "dispatched": N_("处置中"),
        "handled": N_("待核查"),
        "verified": N_("待结案"),
        "closed": N_("已结案"),
        "called_back": N_("已回访"),
    },
    "work_order.verify_result": {"passed": N_("核查通过"), "failed": N_("核查不通过")},
    "work_order.satisfaction": {
        "satisfied": N_("满意"),
        "basic": N_("基本满意"),
        "dissatisfied": N_("不满意"),
    },
    "work_order.exclusion": {
        "beyond_duty": N_("超出职责"),
        "planned_works": N_("列入计划工程"),
        "litigation": N_("进入诉讼"),
        "unreasonable": N_("诉求不合理"),
    },
    "whistle.outcome": {"resolved": N_("已解决"), "pending": N_("处置中"), "referred": N_("转区级协调")},
    "inspection.programme": {
        "joint": N_("应急联合巡查"),
        "campaign_331": N_("331专项行动"),
        "routine": N_("日常巡查"),
    },
    "hazard.severity": {"minor": N_("轻微隐患"), "general": N_("一般隐患"), "larger": N_("较大隐患")},
    "incident.source": {"call_110": N_("110接警"), "station": N_("派出所受理"), "patrol": N_("巡逻发现")},
    "incident.time_grain": {"minute": N_("到分钟"), "day": N_("到日"), "month": N_("到月")},
    "warning_day.kind": {"person": N_("人员预警"), "vehicle": N_("车辆预警"), "fraud": N_("反诈预警")},
    "project_milestone.stage": {"plan": N_("规划"), "build": N_("建设"), "apply": N_("应用")},
    "campaign_day.kind": {
        "district_wide": N_("全区宣传"),
        "targeted": N_("精准宣传"),
        "scenario": N_("情景反诈平台"),
    },
    "campaign_day.audience": {
        "everyone": N_("全体居民"),
        "elderly": N_("老年人"),
        "students": N_("学生"),
        "finance": N_("财务人员"),
        "young_workers": N_("青年务工人员"),
    },
    "dispute.pipeline": {"grid": N_("网格纠纷"), "court": N_("诉前调解")},
    "dispute.source": {
        "screening": N_("网格排查"),
        "application": N_("当事人申请"),
        "police": N_("公安移送"),
        "petition": N_("信访移送"),
        "court": N_("法院委派"),
    },
    "dispute.level": {
        "village": N_("村级"),
        "town": N_("镇级"),
        "district": N_("区级"),
        "industry": N_("行业性专业性组织"),
    },
    "dispute.outcome": {"success": N_("调解成功"), "failure": N_("调解不成"), "withdrawn": N_("撤回")},
    "dispute.form": {"oral": N_("口头协议"), "written": N_("书面协议")},
    "dispute.route": {"non_litigation": N_("非诉方式"), "litigation": N_("诉讼方式")},
    "organisation.kind": {
        "linkage_centre": N_("区级联动中心"),
        "sub_centre": N_("镇街分中心"),
        "non_litigation_centre": N_("非诉服务中心"),
        "mediation_group": N_("三级调解小组"),
        "mediation_org": N_("行业性专业性调解组织"),
        "personal_room": N_("个人调解室"),
        "veteran_room": N_("退役军人调解室"),
        "court_centre": N_("法院分中心"),
        "tribunal": N_("派出法庭"),
        "court_station": N_("诉调对接站点"),
        "brand": N_("特色调解品牌"),
        "party_branch": N_("网格党支部"),
        "pioneer_hub": N_("先锋枢纽"),
    },
    "organisation.level": {
        "district": N_("区级"),
        "town": N_("镇级"),
        "village": N_("村级"),
        "grid": N_("网格"),
    },
    "timeline_event.kind": {
        "intervention": N_("措施启动"),
        "break": N_("统计口径变化"),
        "epidemic": N_("疫情影响"),
        "holiday": N_("节假日"),
        "campaign": N_("专项行动"),
    },
    "time.weekday": {
        "wd1": N_("周一"),
        "wd2": N_("周二"),
        "wd3": N_("周三"),
        "wd4": N_("周四"),
        "wd5": N_("周五"),
        "wd6": N_("周六"),
        "wd7": N_("周日"),
    },
    "time.hour": {f"h{hour}": f"{hour}:00–{hour}:59" for hour in range(24)},
    "population.source": {"census": N_("普查"), "register": N_("登记"), "simulated": N_("模拟")},
}


def allowed(column: str) -> tuple[str, ...]:
    """Codes that a column such as "work_order.source" may hold."""
    return tuple(CODES[column])


def label(column: str, code: str | None) -> str:
    """How a code reads in the running language; the code itself where the list does not know it."""
    return _(CODES[column].get(code, code)) if code else _("未填")
