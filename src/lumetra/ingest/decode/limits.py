"""How long a field may be and how far a time may lie. What exceeds it is cut or moved, and the observation says so."""

from __future__ import annotations

from typing import Final

MAXIMUM_ID: Final = 800
"""Characters of a trace, observation, score or event id (wire contract 3.2). A longer id is refused: cutting could make two things one."""

MAXIMUM_NAME: Final = 1_000
"""Characters of a name, model, version, release, user, session, tag or metadata key."""

MAXIMUM_STATUS: Final = 100_000
"""Characters of a status message or a comment."""

MAXIMUM_CONTENT: Final = 20_000_000
"""Characters of input or output."""

MAXIMUM_METADATA_VALUE: Final = 5_000_000
"""Characters of one metadata value."""

MAXIMUM_TAGS: Final = 200
MAXIMUM_METADATA_KEYS: Final = 2_000

EARLIEST_US: Final = -2_208_988_800_000_000
"""1900-01-01T00:00:00Z: the first moment that DateTime64(6) holds."""

LATEST_US: Final = 10_413_791_999_999_999
"""2299-12-31T23:59:59.999999Z: the last one."""

NOTES: Final = "lumetra_notes"
"""Metadata key that says what was cut, moved or replaced, by field."""


def cut(text: str, maximum: int, field: str, notes: dict[str, str]) -> str:
    """The text, or its beginning with a marker of how much is missing; then `notes` says so under `field`."""
    if len(text) <= maximum:
        return text
    notes[field] = f"cut to {maximum} of {len(text)} characters"
    return f"{text[:maximum]}…[truncated: {maximum} of {len(text)} characters kept]"


def clamp(time_us: int, field: str, notes: dict[str, str]) -> int:
    """The time, moved into the years 1900 to 2299; then `notes` says so under `field`."""
    if EARLIEST_US <= time_us <= LATEST_US:
        return time_us
    notes[field] = f"{time_us} µs since 1970 lies outside the years 1900 to 2299 and was moved to the nearest of them"
    return EARLIEST_US if time_us < EARLIEST_US else LATEST_US
