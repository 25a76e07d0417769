"""The shapes in which usage arrives. One member per provider or convention; its rule stands in the module named beside it."""

from __future__ import annotations

from enum import StrEnum


class UsageForm(StrEnum):
    """Which rule reads a usage mapping. `langfuse_details` recognises the providers' raw shapes by their keys."""

    LANGFUSE_DETAILS = "langfuse_details"  # langfuse.py
    LANGFUSE_LEGACY = "langfuse_legacy"  # langfuse.py
    OPENAI_CHAT = "openai_chat"  # openai.py; also Azure, DeepSeek, Mistral, xAI, Groq, OpenRouter, Perplexity
    OPENAI_RESPONSES = "openai_responses"  # openai.py; also realtime, transcription, images
    ANTHROPIC = "anthropic"  # anthropic.py
    BEDROCK = "bedrock"  # anthropic.py (Converse)
    GEMINI = "gemini"  # google.py
    GENKIT = "genkit"  # google.py
    GOOGLE_ADK = "google_adk"  # google.py
    COHERE = "cohere"  # billed.py
    OLLAMA = "ollama"  # billed.py
    MISTRAL = "mistral"  # billed.py (chat, audio, OCR)
    LANGCHAIN = "langchain"  # telemetry.py
    GEN_AI = "gen_ai"  # telemetry.py
    OPENINFERENCE = "openinference"  # telemetry.py
    TRACELOOP = "traceloop"  # telemetry.py
    VERCEL_AI = "vercel_ai"  # telemetry.py
    MLFLOW = "mlflow"  # telemetry.py
