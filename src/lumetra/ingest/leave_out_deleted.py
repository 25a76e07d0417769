"""Leaves out what was sent to projects that are gone: when an old part of the log is read again, nothing of them comes back."""

from __future__ import annotations

from collections.abc import Callable

from lumetra.domain.observation import Provenance
from lumetra.ingest.check_scores import Decode
from lumetra.ingest.decode_delivery import Incoming
from lumetra.ingest.log import Delivery

IsGone = Callable[[str], bool]
"""(project id) → True once everything of the project was removed."""


def without_gone_projects(decode: Decode, is_gone: IsGone) -> Decode:
    """The same decoding, but a record of a project that is gone says nothing and leaves no receipt; its deletions still count."""

    def decode_if_living(delivery: Delivery, provenance: Provenance) -> Incoming:
        incoming = decode(delivery, provenance)
        if not is_gone(provenance.project_id):
            return incoming
        return Incoming(deletions=incoming.deletions, is_void=True)

    return decode_if_living
