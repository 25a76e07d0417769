"""From a connection and a model's name to the library's model, speaking through a client that the outbound guard made."""

from __future__ import annotations

import re
from typing import Any, Final

import httpx2
import orjson
from anthropic import AsyncAnthropic
from google.oauth2 import service_account
from openai import AsyncAzureOpenAI, AsyncOpenAI
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.bedrock import BedrockConverseModel
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.profiles import ModelProfile, merge_profile
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.azure import AzureProvider
from pydantic_ai.providers.bedrock import BedrockProvider
from pydantic_ai.providers.google import GoogleProvider
from pydantic_ai.providers.google_cloud import GoogleCloudProvider
from pydantic_ai.providers.openai import OpenAIProvider

from lumetra.domain.errors import Refusal
from lumetra.llm.connection import ANTHROPIC_URL, OPENAI_URL, Connection, check_region

AZURE_API_VERSION: Final = "2025-02-01-preview"
_SCOPES: Final = ["https://www.googleapis.com/auth/cloud-platform"]


def open_model(connection: Connection, name: str, client: httpx2.AsyncClient) -> Model:
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
            return _vertex(connection, name, client)


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
        return OpenAIResponsesModel(name, provider=provider)
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
    if "apiKey" in secret:
        provider = BedrockProvider(api_key=str(secret["apiKey"]), region_name=region)
    else:
        provider = BedrockProvider(
            aws_access_key_id=str(secret.get("accessKeyId", "")),
            aws_secret_access_key=str(secret.get("secretAccessKey", "")),
            region_name=region,
        )
    return BedrockConverseModel(name, provider=provider)


def _vertex(connection: Connection, name: str, client: httpx2.AsyncClient) -> Model:
    info = _json_secret(connection)
    try:
        credentials = service_account.Credentials.from_service_account_info(info, scopes=_SCOPES)  # pyright: ignore[reportUnknownVariableType]  (untyped library)
    except (ValueError, KeyError) as error:
        raise Refusal("A Vertex AI connection needs the JSON of a service account key as its secret") from error
    provider = GoogleCloudProvider(
        credentials=credentials,
        project=str(info.get("project_id", "")),
        location=str(connection.config.get("location") or "global"),
        http_client=client,
    )
    return GoogleModel(name, provider=provider)


def _json_secret(connection: Connection) -> dict[str, Any]:
    try:
        value = orjson.loads(connection.secret)
    except orjson.JSONDecodeError as error:
        raise Refusal(f"The secret of a {connection.adapter} connection is a JSON object") from error
    if not isinstance(value, dict):
        raise Refusal(f"The secret of a {connection.adapter} connection is a JSON object")
    return {str(key): item for key, item in value.items()}
