"""Sends a text by mail over the SMTP server that the environment names. The password is never shown."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from wzdash.errors import MailError, SettingsError
from wzdash.labels import _

SECURITY = ("starttls", "ssl", "none")
PORTS = {"starttls": 587, "ssl": 465, "none": 25}
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Mailer:
    """Where mail is handed in, as whom, and for whom."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, subject: str, text: str) -> None:
        """Hands one mail to the server. Raises MailError saying what it answered, without the password."""
        message = self.message(subject, text)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                refused = server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(
                _("邮件未能交给 {host}:{port}:{error}").format(
                    host=self.host, port=self.port, error=self._answer(error)
                )
            ) from None
        if refused:
            raise MailError(_("服务器拒收收件人:{names}").format(names=", ".join(sorted(refused))))

    def message(self, subject: str, text: str) -> EmailMessage:
        """The mail: plain text in UTF-8."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self.sender, ", ".join(self.recipients)
        message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain="wzdash")
        message.set_content(text)
        return message

    def _connected(self) -> smtplib.SMTP:
        if self.security == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except (smtplib.SMTPException, OSError):
                server.close()
                raise
        return server

    def _answer(self, error: Exception) -> str:
        """What the server said, with the password taken out should it repeat it."""
        said = str(error) or type(error).__name__
        return said.replace(self.password, "***") if self.password else said


def mailer(env: Mapping[str, str] | None = None) -> Mailer:
    """The mailer of WZDASH_SMTP_* variables. Raises SettingsError naming the variable and what is allowed."""
    env = os.environ if env is None else env
    host = env.get("WZDASH_SMTP_HOST", "").strip()
    if not host:
        raise SettingsError(_("{name} 为空:写上邮件服务器的地址").format(name="WZDASH_SMTP_HOST"))
    security = env.get("WZDASH_SMTP_SECURITY", "").strip() or "starttls"
    if security not in SECURITY:
        raise _fault("WZDASH_SMTP_SECURITY", security, ", ".join(SECURITY))
    port = env.get("WZDASH_SMTP_PORT", "").strip() or str(PORTS[security])
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise _fault("WZDASH_SMTP_PORT", port, "1 … 65535")
    sender, recipients = env.get("WZDASH_SMTP_FROM", ""), env.get("WZDASH_SMTP_TO", "")
    people = tuple(part.strip() for part in recipients.split(",") if part.strip())
    for name, addresses in (("WZDASH_SMTP_FROM", (sender,)), ("WZDASH_SMTP_TO", people or ("",))):
        wrong = next((text for text in addresses if "@" not in parseaddr(text)[1] or "\n" in text), None)
        if wrong is not None:
            raise _fault(name, wrong, "name@example.org")
    user, password = env.get("WZDASH_SMTP_USER", ""), env.get("WZDASH_SMTP_PASSWORD", "")
    if not (user + password).isascii():
        raise SettingsError(
            _("{name}:只能用 ASCII 字符").format(name="WZDASH_SMTP_USER / WZDASH_SMTP_PASSWORD")
        )
    return Mailer(host, int(port), sender, people, security, user, password)


def _fault(name: str, value: str, allowed: str) -> SettingsError:
    text = _("{name}={value!r} 不可用;可用:{allowed}")
    return SettingsError(text.format(name=name, value=value, allowed=allowed))
