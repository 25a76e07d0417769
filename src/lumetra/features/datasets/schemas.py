"""JSON Schemas of a dataset: checking the schema itself, and items against it."""

from __future__ import annotations

from typing import Any, Final

import jsonschema_rs
import orjson

from lumetra.domain.errors import Refusal

MAX_SCHEMA_CHARACTERS: Final = 10_000
MAX_VIOLATIONS: Final = 10


def check_schema(schema: Any, field: str) -> jsonschema_rs.Validator | None:
    """A validator for the schema, None when there is none. Raises Refusal for something that is no JSON Schema.

    `format` is not validated, and references to other documents are refused: nothing is fetched.
    """
    if schema is None:
        return None
    if not isinstance(schema, dict):
        raise Refusal(f"{field} must be a JSON Schema object")
    if len(orjson.dumps(schema)) > MAX_SCHEMA_CHARACTERS:
        raise Refusal(f"{field} is longer than {MAX_SCHEMA_CHARACTERS} characters")
    try:
        return jsonschema_rs.validator_for(schema, validate_formats=False, retriever=_refuse_reference)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise Refusal(f"{field} is not a valid JSON Schema: {error}") from error


def _refuse_reference(uri: str) -> Any:
    raise ValueError(f"references to other documents are not followed: {uri}")


def violations(validator: jsonschema_rs.Validator | None, value: Any, field: str) -> list[str]:
    """What is wrong with a value, each as `field/path: message`; empty when it fits or there is no schema. At most ten."""
    if validator is None:
        return []
    found: list[str] = []
    for error in validator.iter_errors(value):
        path = "/".join([field, *(str(part) for part in error.instance_path)])
        found.append(f"{path}: {error.message}")
        if len(found) == MAX_VIOLATIONS:
            break
    return found
