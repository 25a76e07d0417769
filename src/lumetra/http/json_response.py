"""JSON answers that are encoded straight from what we built, without a second pass through a model."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.responses import Response


def json_response(content: Any, status: int = 200) -> Response:
    """The content as JSON: keys may be any scalar, NaN becomes null."""
    return Response(orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS), status, media_type="application/json")
