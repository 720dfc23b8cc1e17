"""The rules that matter hold in every file, and every rule can fail."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.architecture import rules, wording
from tests.architecture.tree import LAYERS, ROOT, Source, imports, layer_of, product, sources

CATALOGUES = ROOT / "locale" / "en" / "LC_MESSAGES"
CODE_FOLDERS = ("wzdash", "pages", "tests", "benchmarks", "locale", ".ci", ".streamlit")
EVERY_RULE = (*rules.RULES, *wording.RULES)


def test_the_tree_is_there():
    paths = {source.path for source in product()}
    assert len(paths) > 10
    layers = {source.layer for source in product()}
    assert {"vocabulary", "store"} <= layers
    if (ROOT / "app.py").exists():
        assert {"app", "pages", "ui"} <= layers


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.__name__)
def test_rule_holds(rule):
    violations = [line for source in product() for line in rule(source)]
    assert not violations, rule.__doc__ + "\n" + "\n".join(violations)


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_names_of_tests_say_something(folder):
    assert not [line for source in sources(folder) for line in rules.names_say_something(source)]


def test_file_names_are_ascii():
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in CODE_FOLDERS
        for path in (ROOT / folder).rglob("*")
        if not path.name.isascii() or " " in path.name
    ]
    assert not found


def read_catalogue(path: Path) -> Catalog:
    """The entries of one .po file."""
    with path.open("rb") as file:
        return read_po(file, locale="en")


def test_every_message_has_its_english():
    wanted = wording.message_ids(product())
    assert len(wanted) > 50
    catalogues = {path.name: read_catalogue(path) for path in sorted(CATALOGUES.glob("*.po"))}
    faults = list(wording.catalogue_faults(catalogues, wanted))
    assert not faults, "\n".join(faults)


def test_files_exempt_from_translation_exist():
    missing = [path for path in (*wording.NOT_TEXT, *wording.NOT_TEXT_FOLDERS) if not (ROOT / path).exists()]
    assert not missing


def test_every_page_is_in_the_navigation():
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"}
    router = ROOT / "wzdash" / "ui" / "navigation.py"
    if not pages and not (ROOT / "app.py").exists():
        assert not router.exists(), "the navigation lists pages, and pages/ is empty"
        return
    assert pages
    assert router.exists()
    assert not unlisted(pages, router.read_text("utf-8"))


def unlisted(pages: set[str], router: str) -> set[str]:
    """The pages that no literal of the router names."""
    literals = {str(node.value) for node in ast.walk(ast.parse(router)) if isinstance(node, ast.Constant)}
    return {page for page in pages if not {page, f"pages/{page}.py", f"{page}.py"} & literals}


# ---------------------------------------------------------------- each rule can fail

LONG = "\n".join(f"    x{number} = {number}" for number in range(40))
LONG_DOCSTRING = "def f():\n    '''A\n\n" + "b\n" * 30 + "'''\n" + LONG[:-60]
VIOLATIONS = [
    (rules.imports_point_down, "wzdash/store/a.py", "from wzdash.metrics import query"),
    (rules.imports_point_down, "wzdash/store/a.py", "from ..charts.theme import INK"),
    (rules.imports_point_down, "wzdash/store/a.py", "from wzdash import analysis"),
    (rules.imports_point_down, "wzdash/store/a.py", "import_module('wzdash.ui.layout')"),
    (rules.imports_point_down, "wzdash/labels.py", "def f():\n    import wzdash.store.engine"),
    (rules.imports_point_down, "wzdash/charts/a.py", "from wzdash.analysis import its"),
    (rules.imports_point_down, "wzdash/metrics/a.py", "from wzdash.demo import facts"),
    (rules.imports_point_down, "wzdash/cli/a.py", "from wzdash.ui import layout"),
    (rules.imports_point_down, "wzdash/demo/a.py", "from wzdash.cli import app"),
    (rules.imports_point_down, "pages/a.py", "from wzdash.store.engine import read"),
    (rules.imports_point_down, "pages/a.py", "from wzdash.metrics import query"),
    (rules.imports_point_down, "wzdash/ui/a.py", "import pages.overview"),
    (rules.imports_point_down, "app.py", "from wzdash.store import engine"),
    (rules.imports_point_down, "wzdash/extra/a.py", ""),
    (rules.streamlit_stays_in_the_frame, "wzdash/charts/a.py", "def f():\n    import streamlit as st"),
    (rules.streamlit_stays_in_the_frame, "wzdash/cli/a.py", "from streamlit.runtime import exists"),
    (rules.pages_are_thin, "pages/a.py", "import plotly.express as px"),
    (rules.pages_are_thin, "pages/a.py", "from pandas import DataFrame"),
    (rules.pages_are_thin, "pages/a.py", "from sqlalchemy import select"),
    (rules.pages_are_thin, "pages/a.py", "x = 1\n" * 61),
    (rules.modules_are_short, "wzdash/store/a.py", "x = 1\n" * 301),
    (rules.modules_are_short, "wzdash/store/schema.py", "x = 1\n" * 451),
    (rules.functions_are_short, "wzdash/store/a.py", f"def f():\n{LONG}\n"),
    (rules.functions_are_short, "wzdash/store/a.py", f"async def f():\n{LONG}\n"),
    (rules.names_say_something, "wzdash/store/utils.py", ""),
    (rules.names_say_something, "wzdash/common/a.py", ""),
    (rules.public_things_have_docstrings, "wzdash/store/a.py", "x = 1"),
    (rules.public_things_have_docstrings, "wzdash/store/a.py", "'''A.'''\ndef f(): ..."),
    (rules.public_things_have_docstrings, "wzdash/store/a.py", "'''A.'''\nclass F: ..."),
    (rules.exceptions_are_not_swallowed, "wzdash/a.py", "try:\n    f()\nexcept:\n    raise"),
    (rules.exceptions_are_not_swallowed, "wzdash/a.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (wording.chinese_is_translated, "pages/a.py", "st.title('总览')"),
    (wording.chinese_is_translated, "wzdash/charts/a.py", "title = f'{n} 件工单'"),
    (wording.chinese_is_translated, "wzdash/charts/a.py", "f(_('总览'), x='工单')"),
    (wording.chinese_is_translated, "wzdash/charts/a.py", "'、'.join(names)"),
    (wording.shown_english_is_translated, "pages/a.py", "st.title('Overview')"),
    (wording.shown_english_is_translated, "wzdash/ui/a.py", "column.selectbox(label='Town', options=towns)"),
    (wording.messages_are_literal, "pages/a.py", "_(f'{n} 件')"),
    (wording.messages_are_literal, "pages/a.py", "_('{n} 件'.format(n=n))"),
    (wording.messages_are_literal, "pages/a.py", "_('共' + name)"),
    (wording.messages_are_literal, "pages/a.py", "N_(name)"),
]
ALLOWED = [
    (rules.imports_point_down, "wzdash/ui/a.py", "from wzdash.store.engine import read"),
    (
        rules.imports_point_down,
        "wzdash/export/a.py",
        "from wzdash import labels\nfrom wzdash.metrics import a",
    ),
    (rules.imports_point_down, "pages/a.py", "from wzdash.ui import page\nfrom wzdash.labels import _"),
    (rules.imports_point_down, "wzdash/cli/a.py", "from wzdash.demo import build"),
    (rules.streamlit_stays_in_the_frame, "wzdash/ui/a.py", "import streamlit as st"),
    (rules.pages_are_thin, "pages/a.py", "x = 1\n" * 60),
    (rules.functions_are_short, "wzdash/a.py", LONG_DOCSTRING),
    (rules.exceptions_are_not_swallowed, "wzdash/a.py", "try:\n    f()\nexcept ValueError:\n    pass"),
    (wording.chinese_is_translated, "pages/a.py", '"""总览"""\nst.title(_("总览"))\nX = N_("工" "单")'),
    (
        wording.chinese_is_translated,
        "wzdash/store/a.py",
        "Column('x', comment='镇街')\nassign(name_zh='太湖')",
    ),
    (wording.chinese_is_translated, "wzdash/charts/a.py", "text.rstrip(',。;:!?')"),
    (wording.shown_english_is_translated, "pages/a.py", "st.Page('pages/overview.py', title=_('总览'))"),
    (wording.messages_are_literal, "pages/a.py", "_('{n} 件').format(n=n)\n_(CODES[column])\n_(x or '')"),
]


def _name(case: object) -> str:
    return getattr(case, "__name__", str(case)[:40].replace("\n", " "))


@pytest.mark.parametrize(("rule", "path", "text"), VIOLATIONS, ids=_name)
def test_rule_finds(rule, path, text):
    found = list(rule(Source(path, text)))
    assert found
    assert found[0].startswith(f"{path}:")


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=_name)
def test_rule_allows(rule, path, text):
    assert not list(rule(Source(path, text)))


def test_every_rule_is_shown_to_fail():
    assert {rule for rule, _path, _text in VIOLATIONS} == set(EVERY_RULE)


def test_layers_only_name_layers():
    assert all(allowed <= set(LAYERS) for allowed in LAYERS.values())
    assert layer_of("wzdash.scope") == layer_of("wzdash") == "vocabulary"
    assert layer_of("wzdash.store.engine") == "store"
    assert layer_of("wzdash.__main__") == "cli"
    assert layer_of("pandas") == ""


def test_imports_are_resolved():
    source = Source("wzdash/store/load/a.py", "from ..engine import x\nfrom . import y\nimport a.b, c")
    assert [name for _node, name in imports(source)] == [
        "wzdash.store.engine",
        "wzdash.store.load",
        "a.b",
        "c",
    ]


def test_pages_missing_from_a_router_are_found():
    assert unlisted({"overview", "data"}, "PAGES = ('overview', 'pages/other.py')") == {"data"}


PO_HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "has no English"),
        ('msgid "{n} 件"\nmsgstr ""\n', "no English"),
        ('#, fuzzy\nmsgid "{n} 件"\nmsgstr "{n} orders"\n', "fuzzy"),
        ('msgid "{n} 件"\nmsgstr "{m} orders"\n', "placeholders"),
        ('msgid "{n} 件"\nmsgstr "{n} 件"\n', "has Chinese in it"),
        ('msgid "{n} 件"\nmsgstr "{n} orders"\n\nmsgid "旧"\nmsgstr "old"\n', "nothing in the source"),
        ('msgid "{n} 件"\nmsgstr "{n} orders"\n\n#~ msgid "旧"\n#~ msgstr "old"\n', "obsolete"),
    ],
)
def test_catalogue_faults_are_found(tmp_path: Path, text: str, fault: str):
    wanted = wording.message_ids([Source("pages/a.py", "_('{n} 件').format(n=n)")])
    assert wanted == {"{n} 件": "pages/a.py:1"}
    (tmp_path / "a.po").write_text(PO_HEAD + text, "utf-8")
    catalogues = {"a.po": read_catalogue(tmp_path / "a.po")}
    assert fault in "\n".join(wording.catalogue_faults(catalogues, wanted))


def test_contradicting_catalogues_are_found(tmp_path: Path):
    catalogues = {}
    for name, english in (("a.po", "orders"), ("b.po", "tickets")):
        (tmp_path / name).write_text(f'{PO_HEAD}msgid "工单"\nmsgstr "{english}"\n', "utf-8")
        catalogues[name] = read_catalogue(tmp_path / name)
    assert len(list(wording.catalogue_faults(catalogues, {"工单": "a.py:1"}))) == 1
