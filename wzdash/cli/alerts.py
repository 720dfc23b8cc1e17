"""`alerts`: the rules against the store, for a scheduler: exit code, JSON, mail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from wzdash.alerts import sent
from wzdash.alerts.check import FIRED, UNKNOWN, Finding, check
from wzdash.alerts.mail import Mailer, mailer
from wzdash.alerts.report import as_json
from wzdash.alerts.rules import read_rules, rules_file
from wzdash.cli import terminal
from wzdash.cli.terminal import echo, echo_json
from wzdash.exhibits.names import Names
from wzdash.labels import N_, _, day, number
from wzdash.metrics.catalogue import metric
from wzdash.settings import load_settings
from wzdash.store.engine import Store, open_store

FIRED_CODE = 3


def alerts(
    *,
    rules: Annotated[Path | None, typer.Option("--rules", help=N_("规则文件,默认 data/alerts.toml"))] = None,
    out: Annotated[Path | None, typer.Option("--out", help=N_("结果写入 JSON 文件"))] = None,
    as_text: Annotated[bool, typer.Option("--json", help=N_("输出 JSON"))] = False,
    mail: Annotated[bool, typer.Option("--mail", help=N_("有新预警时发邮件(WZDASH_SMTP_*)"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("只检查规则文件,不查数据"))] = False,
) -> None:
    """Exit code 0: nothing fired; 3: at least one rule did; 1 or 2: it could not be checked."""
    read = read_rules(rules or rules_file())
    if dry_run:
        echo(_("{n} 条规则有效").format(n=number(len(read))))
        return
    sender = mailer() if mail else None
    store = open_store(load_settings())
    found = check(store, read)
    report = _report(store, found)
    if out:
        sent.write(out, json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False))
    if as_text:
        echo_json(report)
    else:
        echo(_text(store, report), to=terminal.err if out else terminal.out)
    if sender:
        _mail(sender, store, found, report)
    raise typer.Exit(FIRED_CODE if report["fired"] else 0)


def _mail(sender: Mailer, store: Store, found: list[Finding], report: dict[str, Any]) -> None:
    """Sends what fired where an alert is new since the last mail, with the new ones marked; says if not."""
    told, keys = sent.known(store.settings), sent.fired_keys(found)
    new = set(keys) - told
    if new:
        mark = _("【演示数据】") if store.simulated else ""
        title = _("两网一线:{n} 条预警").format(n=number(len(keys)))
        lines = [row["text"] for row in report["findings"] if row["state"] == FIRED]
        again, fresh = _("仍在 · {text}"), _("新 · {text}")
        body = [
            (fresh if one in new else again).format(text=text) for one, text in zip(keys, lines, strict=True)
        ]
        sender.send(f"{mark}{title}", "\n".join([_text(store, report).splitlines()[0], *body]))
        echo(_("已发邮件:{n} 条新预警").format(n=number(len(new))), to=terminal.err)
    elif keys:
        echo(_("没有新的预警,未再发邮件"), to=terminal.err)
    if set(keys) != told:
        sent.remember(store.settings, keys)


def _report(store: Store, found: list[Finding]) -> dict[str, Any]:
    """What scripts read: the data date, how many fired, every finding."""
    facts, known = {(one.by, metric(one.metric).fact) for one in found}, Names(store)
    names = {(by, fact): known.of_scope(fact, by) for by, fact in facts}
    rows = [as_json(one, names[one.by, metric(one.metric).fact]) for one in found]
    return {
        "as_of": store.as_of.isoformat(),
        "simulated": store.simulated,
        "checked": len(found),
        "fired": sum(one.state == FIRED for one in found),
        "unknown": sum(one.state == UNKNOWN for one in found),
        "findings": rows,
    }


def _text(store: Store, report: dict[str, Any]) -> str:
    """The alerts as lines; the data date and the demo mark in the first."""
    mark = _("【演示数据】") if report["simulated"] else ""
    head = _("数据截至 {day}:检查 {n} 项,预警 {k} 条,不能判断 {u} 项").format(
        day=day(store.as_of), n=report["checked"], k=report["fired"], u=report["unknown"]
    )
    lines = [f"! {row['text']}" for row in report["findings"] if row["state"] == FIRED]
    return "\n".join([mark + head, *lines])
