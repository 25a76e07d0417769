"""Which spans of a request will be rejected, found without decoding it: the answer of an OTLP export must count them."""

from __future__ import annotations

from lumetra.domain.observation import Rejection
from lumetra.ingest.decode.otlp import ParsedOtlp
from lumetra.ingest.decode.otlp_protobuf import ProtobufOtlp
from lumetra.ingest.decode.raw_span import BadSpan
from lumetra.ingest.decode.span_records import problem_of_ids


def bad_spans(parsed: ParsedOtlp) -> list[Rejection]:
    """The spans without usable ids, in the order of the request."""
    if isinstance(parsed, ProtobufOtlp):
        every = (span for resource in parsed.message.resource_spans for scope in resource.scope_spans for span in scope.spans)
        if all(span.trace_id and span.span_id for span in every):
            return []
    found: list[Rejection] = []
    for _, spans in parsed.origins():
        for span in spans:
            if isinstance(span, BadSpan):
                found.append(Rejection(where=span.where, reason=span.reason))
            elif problem := problem_of_ids(span):
                found.append(Rejection(where=(span.span_id or span.trace_id or "a span without ids")[:64], reason=problem))
    return found
