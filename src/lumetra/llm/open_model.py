"""From a connection and a model's name to the library's model, speaking through a client that the outbound guard made."""

from __future__ import annotations

import re
from typing import Any, Final

import httpx2
import orjson
from anthropic import AsyncAnthropic
from anthropic.lib.vertex import AsyncAnthropicVertex
from google.oauth2 import service_account
from openai import AsyncAzureOpenAI, AsyncOpenAI
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.bedrock import BedrockConverseModel
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel, OpenAIResponsesModelSettings
from pydantic_ai.profiles import ModelProfile, merge_profile
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.azure import AzureProvider
from pydantic_ai.providers.bedrock import BedrockProvider
from pydantic_ai.providers.google import GoogleProvider
from pydantic_ai.providers.google_cloud import GoogleCloudProvider
from pydantic_ai.providers.openai import OpenAIProvider

from lumetra.domain.errors import Refusal
from lumetra.engines.outbound import AllowedHosts, OutboundRefused
from lumetra.llm.connection import ANTHROPIC_URL, OPENAI_URL, Connection, check_location, check_region

AZURE_API_VERSION: Final = "2025-02-01-preview"
GOOGLE_SIGN_IN: Final = "https://oauth2.googleapis.com/token"
_SCOPES: Final = ["https://www.googleapis.com/auth/cloud-platform"]


def open_model(connection: Connection, name: str, client: httpx2.AsyncClient, allowed: AllowedHosts) -> Model:
    """The model. No request is made; the caller keeps the client open while it uses the model. Raises Refusal for bad settings."""
    match connection.adapter:
        case "openai":
            return _openai(connection, name, client)
        case "anthropic":
            return _anthropic(connection, name, client)
        case "azure":
            return _azure(connection, name, client)
        case "bedrock":
            return _bedrock(connection, name)
        case "google-ai-studio":
            url = connection.base_url or None
            return GoogleModel(name, provider=GoogleProvider(api_key=connection.secret, http_client=client, base_url=url))
        case "google-vertex-ai":
            return _vertex(connection, name, client, allowed)


def _openai(connection: Connection, name: str, client: httpx2.AsyncClient) -> Model:
    sdk = AsyncOpenAI(
        api_key=connection.secret or "none",
        base_url=connection.base_url or OPENAI_URL,
        default_headers=connection.extra_headers,
        max_retries=0,
        http_client=client,
    )
    provider = OpenAIProvider(openai_client=sdk)
    if connection.config.get("useResponsesApi"):
        return OpenAIResponsesModel(name, provider=provider, settings=OpenAIResponsesModelSettings(openai_store=False))
    return OpenAIChatModel(name, provider=provider, profile=_strict_stream(provider.model_profile(name)))


def _strict_stream(profile: ModelProfile | None) -> ModelProfile:
    """A stream that ends without a finish reason was cut: without this it would pass for a whole answer."""
    return merge_profile(profile, OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True))


def _anthropic(connection: Connection, name: str, client: httpx2.AsyncClient) -> Model:
    sdk = AsyncAnthropic(
        api_key=connection.secret,
        base_url=connection.base_url.removesuffix("/").removesuffix("/v1") or ANTHROPIC_URL,
        default_headers=connection.extra_headers,
        max_retries=0,
        http_client=client,
    )
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=sdk))


def _azure(connection: Connection, name: str, client: httpx2.AsyncClient) -> Model:
    if not connection.base_url:
        raise Refusal("An Azure OpenAI connection needs the address of its resource as base URL")
    endpoint = re.split(r"/openai(/|$)", connection.base_url)[0].removesuffix("/")
    sdk = AsyncAzureOpenAI(
        api_key=connection.secret,
        azure_endpoint=endpoint,
        api_version=AZURE_API_VERSION,
        default_headers=connection.extra_headers,
        max_retries=0,
        http_client=client,
    )
    provider = AzureProvider(openai_client=sdk)
    return OpenAIChatModel(name, provider=provider, profile=_strict_stream(provider.model_profile(name)))


def _bedrock(connection: Connection, name: str) -> Model:
    """Through botocore: its hosts are AWS's own, made from the checked region, so the guard has nothing to add."""
    region = check_region(connection.config)
    secret = _json_secret(connection)
    api_key, key_id, key = (str(secret.get(name) or "") for name in ("apiKey", "accessKeyId", "secretAccessKey"))
    if api_key:
        provider = BedrockProvider(api_key=api_key, region_name=region)
    elif key_id and key:
        provider = BedrockProvider(aws_access_key_id=key_id, aws_secret_access_key=key, region_name=region)
    else:  # the library would look for the account of the machine that we run on
        raise Refusal("The secret of a Bedrock connection is JSON with accessKeyId and secretAccessKey, or with apiKey")
    return BedrockConverseModel(name, provider=provider)


def _vertex(connection: Connection, name: str, client: httpx2.AsyncClient, allowed: AllowedHosts) -> Model:
    """Gemini, or Claude when the model's name says so. Requests go to Google's own host of the checked location."""
    info = _json_secret(connection)
    location = check_location(connection.config)
    _check_token_address(str(info.get("token_uri") or GOOGLE_SIGN_IN), allowed)
    try:
        credentials = service_account.Credentials.from_service_account_info(info, scopes=_SCOPES)  # pyright: ignore[reportUnknownVariableType]  (untyped library)
    except (ValueError, KeyError) as error:
        raise Refusal("A Vertex AI connection needs the JSON of a service account key as its secret") from error
    project = str(info.get("project_id", ""))
    if name.startswith("claude"):
        sdk = AsyncAnthropicVertex(
            region=location,
            project_id=project,
            credentials=credentials,
            default_headers=connection.extra_headers,
            max_retries=0,
            http_client=client,
        )
        return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=sdk))
    provider = GoogleCloudProvider(credentials=credentials, project=project, location=location, http_client=client)
    return GoogleModel(name, provider=provider)


def _check_token_address(address: str, allowed: AllowedHosts) -> None:
    """Google's library fetches the token by itself, past the guard: only from Google, or from where the operator allows."""
    host = httpx2.URL(address).host
    if address != GOOGLE_SIGN_IN and not allowed.names_host(host):
        raise OutboundRefused(f"A service account's token_uri must be {GOOGLE_SIGN_IN}")


def _json_secret(connection: Connection) -> dict[str, Any]:
    try:
        value = orjson.loads(connection.secret)
    except orjson.JSONDecodeError as error:
        raise Refusal(f"The secret of a {connection.adapter} connection is a JSON object") from error
    if not isinstance(value, dict):
        raise Refusal(f"The secret of a {connection.adapter} connection is a JSON object")
    return {str(key): item for key, item in value.items()}
