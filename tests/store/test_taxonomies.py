"""The published lists are whole and consistent; a broken one is named."""

import shutil

import pytest

from wzdash.errors import SettingsError
from wzdash.store import taxonomies


@pytest.fixture(scope="module")
def categories():
    return taxonomies.read_categories()


def test_responsibility_list_has_groups_departments_and_limits(categories):
    items = categories[
        (categories["domain"] == "work_order") & (categories["code"] != categories["group_code"])
    ]
    assert items["group_code"].nunique() >= 10
    assert len(items) >= 60
    assert items["department_code"].notna().all()
    assert items["clock"].nunique() == 4
    assert (items["clock"].isna() == items["limit_value"].isna()).all()
    assert (items["limit_value"].dropna() > 0).all()


def test_fifteen_dispute_types_in_the_published_order(categories):
    disputes = categories[categories["domain"] == "dispute"]
    assert disputes["name_zh"].tolist()[:3] == ["婚姻家庭纠纷", "邻里纠纷", "房屋宅基地纠纷"]
    assert len(disputes) == 15


def test_incident_groups_that_others_rely_on(categories):
    groups = set(categories[categories["domain"] == "incident"]["group_code"])
    assert groups >= {"robbery_snatch", "burglary", "theft", "fraud", "contact", "other"}


def test_every_category_has_both_names(categories):
    assert categories[["name_zh", "name_en"]].notna().all().all()
    assert not categories.duplicated(["domain", "code"]).any()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "work_order.csv",
            "litter,sanitation",
            "litter,tidiness",
            "line 3, group_code='tidiness' has no row",
        ),
        ("work_order.csv", "working_hours,4", "lunar_hours,4", "line 3, clock='lunar_hours' is not one of"),
        ("work_order.csv", "urban,working_hours,4", "uban,working_hours,4", "line 3, department_code='uban'"),
        ("dispute.csv", "neighbour,neighbour", "family,family", "line 3, code='family' is repeated"),
    ],
)
def test_a_broken_list_is_named(tmp_path, file, old, new, message):
    folder = shutil.copytree(taxonomies.FOLDER, tmp_path / "taxonomies")
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        taxonomies.read_categories(folder)
