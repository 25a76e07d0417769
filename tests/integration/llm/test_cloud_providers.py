"""Each provider's own wire form, against a local imitation of it: what goes out, what comes back, and how a refusal reads."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from lumetra.engines.outbound import AllowedHosts
from lumetra.llm.answer import CallRequest, CallResult, Piece
from lumetra.llm.call import complete, stream
from lumetra.llm.connection import Connection
from lumetra.llm.failures import CallFailure
from tests.servers.cloud_llms import TOKEN, CloudLlms, cloud_llms

LOCAL = AllowedHosts.parse("127.0.0.1")
TOOL = {
    "name": "weather",
    "description": "The weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}
BEDROCK = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
FORMS = ["responses", "azure", "google-ai-studio", "google-vertex-ai", "claude-on-vertex", "bedrock"]


@pytest.fixture(scope="module")
def provider() -> Generator[CloudLlms]:
    with cloud_llms() as running:
        yield running


@pytest.fixture(scope="module")
def account_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.fixture(scope="module")
def certificate(account_key: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that it signed itself."""
    key = serialization.load_pem_private_key(account_key.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "local")]), datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_text(account_key + built.public_bytes(serialization.Encoding.PEM).decode())
    return path


@pytest.fixture
def cloud(provider: CloudLlms, monkeypatch: pytest.MonkeyPatch) -> CloudLlms:
    """The settings of Google's and Amazon's own libraries for another endpoint; the other adapters take a base URL."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", provider.url)
    monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", provider.url)
    monkeypatch.setenv("ANTHROPIC_VERTEX_BASE_URL", f"{provider.url}/v1")
    return provider


def service_account(key: str, token_uri: str) -> str:
    return json.dumps(
        {
            "type": "service_account", "project_id": "my-project", "private_key_id": "1", "private_key": key,
            "client_email": "me@my-project.iam.gserviceaccount.com", "client_id": "1", "token_uri": token_uri,
        }
    )  # fmt: skip


def connect(form: str, url: str, key: str) -> tuple[Connection, str]:
    """A connection of that form and the model it is asked for."""
    if form == "responses":
        config = {"useResponsesApi": True}
        return Connection(id="c", provider="p", adapter="openai", secret="sk-1", base_url=f"{url}/v1", config=config), "gpt-4.1"
    if form == "azure":
        headers = {"x-team": "support"}
        address = f"{url}/openai/deployments/ignored"
        return Connection(id="c", provider="p", adapter="azure", secret="az-1", base_url=address, extra_headers=headers), "my-gpt"
    if form == "google-ai-studio":
        return Connection(id="c", provider="p", adapter="google-ai-studio", secret="AIza1", base_url=url), "gemini-2.5-flash"
    if form in {"google-vertex-ai", "claude-on-vertex"}:
        secret, config = service_account(key, f"{url}/token"), {"location": "europe-west4"}
        model = "gemini-2.5-pro" if form == "google-vertex-ai" else "claude-sonnet-4-5@20250929"
        return Connection(id="c", provider="p", adapter="google-vertex-ai", secret=secret, config=config), model
    keys = {"apiKey": "bedrock-key"} if form == "bedrock-api-key" else {"accessKeyId": "AKIA1", "secretAccessKey": "s"}
    config = {"region": "eu-central-1"}
    return Connection(id="c", provider="p", adapter="bedrock", secret=json.dumps(keys), config=config), BEDROCK


def ask(model: str) -> CallRequest:
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello there"}]
    return CallRequest(model=model, messages=messages, parameters={"temperature": 0.5, "max_tokens": 50}, tools=[TOOL])


async def collect(connection: Connection, request: CallRequest) -> tuple[list[str], CallResult]:
    pieces: list[str] = []
    async for item in stream(connection, request, LOCAL):
        if isinstance(item, Piece):
            pieces.append(item.text)
        else:
            return pieces, item
    raise AssertionError("the stream ended without a result")


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_comes_whole_and_in_pieces_with_its_usage(cloud: CloudLlms, account_key: str, form: str) -> None:
    connection, model = connect(form, cloud.url, account_key)
    whole = asyncio.run(complete(connection, ask(model), LOCAL))
    assert (whole.text, whole.finish_reason) == ("echo: hello there", "stop")
    pieces, streamed = asyncio.run(collect(connection, ask(model)))
    assert pieces == ["echo:", " hello there"] and streamed.text == "echo: hello there"
    for result in (whole, streamed):
        assert sum(n for name, n in result.usage.items() if name.startswith("input")) == 12, result.usage
        assert sum(n for name, n in result.usage.items() if name.startswith("output")) == 7, result.usage


def test_the_responses_api_gets_instructions_and_input(cloud: CloudLlms, account_key: str) -> None:
    connection, model = connect("responses", cloud.url, account_key)
    asyncio.run(complete(connection, ask(model), LOCAL))
    seen = cloud.last
    assert seen.path == "/v1/responses" and seen.headers["authorization"] == "Bearer sk-1"
    assert (seen.body["model"], seen.body["max_output_tokens"]) == ("gpt-4.1", 50)
    assert "Be brief." in json.dumps(seen.body) and seen.body["tools"][0]["name"] == "weather"
    assert seen.body["store"] is False, "nothing is kept at the provider"


def test_azure_is_asked_by_deployment_and_version_with_its_own_key_header(cloud: CloudLlms, account_key: str) -> None:
    connection, model = connect("azure", cloud.url, account_key)
    asyncio.run(complete(connection, ask(model), LOCAL))
    seen = cloud.last
    assert seen.path == "/openai/deployments/my-gpt/chat/completions" and seen.query == {"api-version": "2025-02-01-preview"}
    assert seen.headers["api-key"] == "az-1" and seen.headers["x-team"] == "support"
    assert seen.body["messages"][0] == {"role": "system", "content": "Be brief."} and seen.body["temperature"] == 0.5


def test_google_ai_studio_gets_the_key_in_a_header_and_its_own_form(cloud: CloudLlms, account_key: str) -> None:
    connection, model = connect("google-ai-studio", cloud.url, account_key)
    asyncio.run(collect(connection, ask(model)))
    seen = cloud.last
    assert seen.path == "/v1beta/models/gemini-2.5-flash:streamGenerateContent" and seen.query == {"alt": "sse"}
    assert seen.headers["x-goog-api-key"] == "AIza1"
    assert seen.body["systemInstruction"]["parts"] == [{"text": "Be brief."}]
    assert (seen.body["generationConfig"]["temperature"], seen.body["generationConfig"]["maxOutputTokens"]) == (0.5, 50)
    assert seen.body["tools"][0]["functionDeclarations"][0]["name"] == "weather"


@pytest.mark.parametrize(("form", "publisher"), [("google-vertex-ai", "google"), ("claude-on-vertex", "anthropic")])
def test_vertex_is_asked_in_the_key_s_project_with_a_fetched_token(
    cloud: CloudLlms, account_key: str, form: str, publisher: str
) -> None:
    connection, model = connect(form, cloud.url, account_key)
    asyncio.run(complete(connection, ask(model), LOCAL))
    seen = cloud.last
    assert f"/projects/my-project/locations/europe-west4/publishers/{publisher}/models/{model}:" in seen.path
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"


def test_a_bedrock_api_key_goes_out_as_bearer_and_over_tls_only(
    certificate: Path, account_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    with cloud_llms(certificate) as cloud:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.url)
        connection, model = connect("bedrock-api-key", cloud.url, account_key)
        pieces, _ = asyncio.run(collect(connection, ask(model)))
    assert pieces == ["echo:", " hello there"]
    assert cloud.last.path == f"/model/{BEDROCK}/converse-stream" and cloud.last.headers["authorization"] == "Bearer bedrock-key"


def test_bedrock_is_asked_through_converse_and_signed(cloud: CloudLlms, account_key: str) -> None:
    connection, model = connect("bedrock", cloud.url, account_key)
    asyncio.run(complete(connection, ask(model), LOCAL))
    seen = cloud.last
    assert seen.path == f"/model/{BEDROCK}/converse"
    authorization = seen.headers["authorization"]
    assert authorization.startswith("AWS4-HMAC-SHA256 Credential=AKIA1/") and "/eu-central-1/bedrock/" in authorization
    assert seen.body["system"] == [{"text": "Be brief."}]
    assert seen.body["inferenceConfig"] == {"maxTokens": 50, "temperature": 0.5}
    assert seen.body["toolConfig"]["tools"][0]["toolSpec"]["name"] == "weather"


@pytest.mark.parametrize("form", FORMS)
def test_a_refusal_is_readable(cloud: CloudLlms, account_key: str, form: str) -> None:
    connection, model = connect(form, cloud.url, account_key)
    denied = "claude-denied" if form == "claude-on-vertex" else "denied"
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connection, ask(denied), LOCAL))
    assert failed.value.kind == "auth", failed.value.message
    assert model and len(failed.value.message) > 20


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_that_ends_in_the_middle_is_no_answer(cloud: CloudLlms, account_key: str, form: str) -> None:
    connection, _ = connect(form, cloud.url, account_key)
    cut = "claude-cut" if form == "claude-on-vertex" else "cut"
    with pytest.raises(CallFailure) as failed:
        asyncio.run(collect(connection, ask(cut)))
    assert failed.value.kind == "cut_stream", failed.value.message


@pytest.mark.parametrize("uri", ["http://169.254.169.254/token", "https://evil.example/token", "http://127.0.0.1:1/token"])
def test_a_service_account_cannot_have_its_token_fetched_from_elsewhere(account_key: str, uri: str) -> None:
    secret = service_account(account_key, uri)
    connection = Connection(id="c", provider="p", adapter="google-vertex-ai", secret=secret)
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connection, ask("gemini-2.5-pro"), AllowedHosts.parse("")))
    assert failed.value.kind == "refused" and "token" in failed.value.message


@pytest.mark.parametrize("secret", ["{}", '{"accessKeyId": "AKIA1"}', '{"apiKey": ""}'])
def test_bedrock_never_falls_back_to_the_server_s_own_account(secret: str) -> None:
    connection = Connection(id="c", provider="p", adapter="bedrock", secret=secret, config={"region": "eu-central-1"})
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connection, ask(BEDROCK), LOCAL))
    assert failed.value.kind in {"refused", "bad_request"} and "accessKeyId" in failed.value.message


@pytest.mark.parametrize(("location", "words"), [("http://169.254.169.254/latest/meta-data", "private"), ("/again", "redirects")])
def test_a_provider_that_redirects_into_a_private_network_or_in_circles_is_given_up_on(location: str, words: str) -> None:
    async def ask_it() -> CallFailure:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        async with server:
            connection = Connection(id="c", provider="p", adapter="openai", secret="s", base_url=url)
            with pytest.raises(CallFailure) as failed:
                await complete(connection, ask("gpt-4.1"), LOCAL)
            return failed.value

    failure = asyncio.run(ask_it())
    assert failure.kind == "refused" and words in failure.message


def test_a_name_that_resolves_to_a_private_address_is_refused(cloud: CloudLlms) -> None:
    url = cloud.url.replace("127.0.0.1", "localhost")
    connection = Connection(id="c", provider="p", adapter="openai", secret="s", base_url=url)
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connection, ask("gpt-4.1"), AllowedHosts.parse("")))
    assert failed.value.kind == "refused" and "private" in failed.value.message
