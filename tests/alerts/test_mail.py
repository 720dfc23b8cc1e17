"""Mail over a real SMTP server on this machine; faults of settings and server, never with the password."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from wzdash.alerts.mail import mailer
from wzdash.errors import MailError, SettingsError

PASSWORD = "Geheim-1"


class Inbox:
    """Keeps every mail that the server took."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 OK"


def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword):
    """Only one user may hand in mail."""
    return AuthResult(handled=False, success=(data.login, data.password) == (b"wzdash", PASSWORD.encode()))


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, dict[str, str]]]:
    """A running server that knows one password, and the environment that names it."""
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(
        inbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=known,
        auth_require_tls=False,
    )
    server.start()
    yield (
        inbox,
        {
            "WZDASH_SMTP_HOST": "127.0.0.1",
            "WZDASH_SMTP_PORT": str(port),
            "WZDASH_SMTP_SECURITY": "none",
            "WZDASH_SMTP_FROM": "两网一线 <wzdash@example.org>",
            "WZDASH_SMTP_TO": "a@example.org, b@example.org",
            "WZDASH_SMTP_USER": "wzdash",
            "WZDASH_SMTP_PASSWORD": PASSWORD,
        },
    )
    server.stop()


def test_a_mail_arrives_whole_and_readable(inbox: tuple[Inbox, dict[str, str]]):
    box, env = inbox
    mailer(env).send("两网一线:1 条预警", "! 木渎镇 · 结案率:90.0 %\n第二行")
    (mail,) = box.mails
    assert mail.rcpt_tos == ["a@example.org", "b@example.org"]
    message = message_from_bytes(mail.original_content or b"")
    assert str(make_header(decode_header(message["Subject"]))) == "两网一线:1 条预警"
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode("utf-8").splitlines() == ["! 木渎镇 · 结案率:90.0 %", "第二行"]


def test_a_wrong_password_is_an_error_that_does_not_tell_it(inbox: tuple[Inbox, dict[str, str]]):
    box, env = inbox
    with pytest.raises(MailError) as fault:
        mailer({**env, "WZDASH_SMTP_PASSWORD": "wrong-secret"}).send("a", "b")
    assert "535" in str(fault.value)
    assert "wrong-secret" not in str(fault.value)
    assert not box.mails


def test_a_server_without_encryption_gets_no_password_unless_told_to(inbox: tuple[Inbox, dict[str, str]]):
    box, env = inbox
    with pytest.raises(MailError, match="STARTTLS"):
        mailer({**env, "WZDASH_SMTP_SECURITY": "starttls"}).send("a", "b")
    assert not box.mails


def test_no_server_is_an_error_that_names_it(inbox: tuple[Inbox, dict[str, str]]):
    _box, env = inbox
    with pytest.raises(MailError, match=r"127\.0\.0\.1:1\b"):
        mailer({**env, "WZDASH_SMTP_PORT": "1"}).send("a", "b")


def test_the_password_is_not_in_the_representation(inbox: tuple[Inbox, dict[str, str]]):
    assert PASSWORD not in repr(mailer(inbox[1]))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WZDASH_SMTP_HOST", ""),
        ("WZDASH_SMTP_PORT", "many"),
        ("WZDASH_SMTP_PORT", "70000"),
        ("WZDASH_SMTP_SECURITY", "maybe"),
        ("WZDASH_SMTP_FROM", "nobody"),
        ("WZDASH_SMTP_PASSWORD", PASSWORD + "密码"),
        ("WZDASH_SMTP_TO", ""),
        ("WZDASH_SMTP_TO", "a@example.org, b"),
    ],
)
def test_a_wrong_setting_is_named(inbox: tuple[Inbox, dict[str, str]], name: str, value: str):
    with pytest.raises(SettingsError, match=name) as fault:
        mailer({**inbox[1], name: value})
    assert PASSWORD not in str(fault.value)
