"""Headers that many kinds share: of places, points and categories; the template's first."""

from __future__ import annotations

Aliases = dict[str, tuple[str, ...]]

TOWN = (
    "所属镇街",
    "镇街代码",
    "镇街编码",
    "镇街",
    "镇街名称",
    "所属街道",
    "街道",
    "乡镇街道",
    "所属乡镇",
    "乡镇",
    "所属板块",
    "板块",
    "town",
    "town name",
)
VILLAGE = (
    "所属村社区",
    "村社区代码",
    "村社区",
    "所属社区",
    "社区",
    "社区名称",
    "村居",
    "所属村居",
    "village",
    "village name",
    "community",
)
GRID = ("所属网格", "网格编号", "网格代码", "网格编码", "网格", "单元网格", "网格名称", "grid", "grid cell")
POINT: Aliases = {"lon": ("经度", "lng", "longitude"), "lat": ("纬度", "latitude")}
PLACE: Aliases = {"town_code": TOWN, "village_code": VILLAGE, "grid_code": GRID}

CATEGORY = (
    "类别",
    "类别代码",
    "类别编码",
    "小类代码",
    "小类",
    "小类名称",
    "事项类别",
    "问题类型",
    "事件类型",
    "案件类型",
    "诉求类型",
    "工单类别",
    "category",
    "type",
)
CATEGORY_GROUP = ("类别大类", "大类", "大类名称", "一级类别", "category group", "group")
