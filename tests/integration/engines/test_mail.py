"""Mails to a real mail server: protected, addressed, escaped, and refused for a reason."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lumetra.domain.errors import Transient
from lumetra.domain.letter import Letter, LetterLink, letter_language
from lumetra.engines.mail import MailRefused, Smtp, open_smtp
from lumetra.engines.mail.address import parse_smtp_url
from lumetra.settings import SettingsError, load_settings
from tests.servers.mail_server import PASSWORD, USER, mail_server
from tests.servers.ports import free_port

LETTER = Letter(
    language="en",
    subject="Ada <b>wrote</b>\r\nBcc: everybody@example.com",
    paragraphs=["Ada & Bob wrote:"],
    quote="<script>alert(1)</script>\nzweite Zeile, 第二行",
    action=LetterLink("Open the comment", "https://lumetra.example/projects/p?a=1&b=2"),
    small_print=["Because you are mentioned."],
    preferences=LetterLink("Switch these mails off", "https://lumetra.example/account#mails"),
)


def smtp(url: str, sender: str = "Lumetra <lumetra@example.com>") -> Smtp:
    settings = load_settings(
        {"LUMETRA_SMTP_URL": url, "LUMETRA_MAIL_FROM": sender, "LUMETRA_PUBLIC_URL": "https://lumetra.example/"}
    )
    found = open_smtp(settings)
    assert found is not None
    return found


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate of 127.0.0.1 that this machine trusts while the test runs."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of the tests")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context


def test_a_letter_arrives_as_text_and_as_escaped_html() -> None:
    with mail_server() as server:
        smtp(server.url).send("grace@example.com", LETTER, "job-1")
        [one] = server.delivered
    assert one.to == ["grace@example.com"]
    assert one.message["Subject"] == "Ada <b>wrote</b> Bcc: everybody@example.com"
    assert one.message["Bcc"] is None
    assert one.message["From"] == "Lumetra <lumetra@example.com>"
    assert one.message["To"] == "grace@example.com"
    assert one.message["Message-ID"] == "<job-1@example.com>"
    assert one.message["Auto-Submitted"] == "auto-generated"
    assert one.message["List-Unsubscribe"] == "<https://lumetra.example/account#mails>"
    assert "> <script>alert(1)</script>\n> zweite Zeile, 第二行" in one.text
    assert "Open the comment:\nhttps://lumetra.example/projects/p?a=1&b=2" in one.text
    assert "<script>" not in one.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nzweite Zeile, 第二行" in one.html
    assert 'href="https://lumetra.example/projects/p?a=1&amp;b=2"' in one.html


def test_an_address_with_other_letters_than_english_ones_gets_its_mail() -> None:
    with mail_server() as server:
        smtp(server.url, "光 <hikari@example.com>").send("jürgen@bücher.example", LETTER, "job-1")
        [one] = server.delivered
    assert one.to == ["jürgen@bücher.example"]
    assert str(one.message["From"]).startswith("光")


def test_starttls_protects_the_password(certificate: ssl.SSLContext) -> None:
    password = PASSWORD.replace("@", "%40").replace(" ", "%20").replace("/", "%2F")
    with mail_server(starttls=certificate) as server:
        smtp(f"smtp://{USER}:{password}@127.0.0.1:{server.port}").send("grace@example.com", LETTER, "job-1")
        assert len(server.delivered) == 1
        with pytest.raises(MailRefused, match="535"):
            smtp(f"smtp://{USER}:wrong@127.0.0.1:{server.port}").send("grace@example.com", LETTER, "job-2")


def test_tls_may_begin_with_the_connection(certificate: ssl.SSLContext) -> None:
    with mail_server(tls=certificate) as server:
        smtp(f"smtps://127.0.0.1:{server.port}").send("grace@example.com", LETTER, "job-1")
        assert len(server.delivered) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with mail_server(starttls=certificate) as server, pytest.raises(MailRefused, match="certificate"):
        smtp(f"smtp://{USER}:x@127.0.0.1:{server.port}").send("grace@example.com", LETTER, "job-1")


def test_a_password_never_travels_in_the_open() -> None:
    with mail_server() as server:
        with pytest.raises(MailRefused, match="does not offer STARTTLS"):
            smtp(f"smtp://{USER}:secret@127.0.0.1:{server.port}").send("grace@example.com", LETTER, "job-1")
        assert server.delivered == []


def test_what_is_for_now_is_told_from_what_is_for_good() -> None:
    with mail_server() as server:
        server.answers.append("451 4.3.0 busy")
        with pytest.raises(Transient, match="451"):
            smtp(server.url).send("grace@example.com", LETTER, "job-1")
        server.answers.append("554 5.7.1 not from you")
        with pytest.raises(MailRefused, match="554"):
            smtp(server.url).send("grace@example.com", LETTER, "job-1")
        server.refused.add("nobody@example.com")
        with pytest.raises(MailRefused, match=r"nobody@example\.com: .* 550"):
            smtp(server.url).send("nobody@example.com", LETTER, "job-1")
        with pytest.raises(MailRefused, match="no address"):
            smtp(server.url).send("a,b@example.com", LETTER, "job-1")
    with pytest.raises(Transient, match="cannot be reached"):
        smtp(f"smtp://127.0.0.1:{free_port()}").send("grace@example.com", LETTER, "job-1")


def test_health_is_asked_for_once_a_minute() -> None:
    with mail_server() as server:
        one = smtp(server.url)
        for _ in range(5):
            one.check()
        assert server.sessions == 1
    gone = smtp(f"smtp://127.0.0.1:{free_port()}")
    for _ in range(2):
        with pytest.raises(Transient):
            gone.check()


@pytest.mark.parametrize(
    ("url", "protection", "port"),
    [
        ("smtp://mail.example.com", "starttls if offered", 587),
        ("smtp://ada:secret@mail.example.com:25", "starttls", 25),
        ("smtp://mail.example.com?starttls=required", "starttls", 587),
        ("smtp://ada:secret@mail.example.com/?starttls=never", "none", 587),
        ("smtps://ada:secret@mail.example.com", "tls", 465),
    ],
)
def test_an_url_says_where_and_how_to_connect(url: str, protection: str, port: int) -> None:
    address = parse_smtp_url(url)
    assert (address.protection, address.port, address.host) == (protection, port, "mail.example.com")
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    "url",
    ["mail.example.com", "http://mail.example.com", "smtp://", "smtp://h:port", "smtp://h?tls=1", "smtps://h?starttls=never"],
)
def test_an_url_that_cannot_work_is_refused_at_start(url: str) -> None:
    with pytest.raises(SettingsError, match="LUMETRA_SMTP_URL"):
        smtp(url)


def test_mail_needs_a_sender_and_an_address_of_our_own() -> None:
    environ = {"LUMETRA_SMTP_URL": "smtp://mail.example.com"}
    with pytest.raises(SettingsError, match="LUMETRA_MAIL_FROM"):
        open_smtp(load_settings(environ))
    environ["LUMETRA_MAIL_FROM"] = "lumetra@example.com"
    with pytest.raises(SettingsError, match="LUMETRA_PUBLIC_URL"):
        open_smtp(load_settings(environ))
    with pytest.raises(SettingsError, match="LUMETRA_MAIL_FROM"):
        smtp("smtp://mail.example.com", sender="nobody")
    assert open_smtp(load_settings({})) is None


@pytest.mark.parametrize(
    ("header", "language"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("de-DE,en;q=0.5,zh;q=0.4", "en"), ("", "en"), ("fr", "en")]
)
def test_letters_speak_the_language_of_the_browser(header: str, language: str) -> None:
    assert letter_language(header) == language
