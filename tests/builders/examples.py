"""How many examples a property test tries: TEST_EXAMPLES=20 makes it twenty times as many, to hunt for rare failures."""

from __future__ import annotations

import os


def examples(usual: int = 100) -> int:
    """The usual number, times what the environment asks for."""
    return usual * int(os.environ.get("TEST_EXAMPLES", "1"))
