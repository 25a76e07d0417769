"""The sample's replay: new ids and times, the same again for the same seed."""

from datetime import UTC, datetime, timedelta

import orjson

from lumetra.features.sample.replay import replay
from lumetra.features.sample.requests import SampleRequest

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def spans(requests: list[SampleRequest]) -> list[dict[str, object]]:
    return [
        span
        for request in requests
        if request.path.endswith("/traces")
        for resource in orjson.loads(request.body)["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]


def test_the_same_seed_gives_the_same_requests() -> None:
    assert list(replay(now=NOW, sessions=5)) == list(replay(now=NOW, sessions=5))


def test_span_ids_are_unique_and_parents_exist_in_the_same_trace() -> None:
    found = spans(list(replay(now=NOW, sessions=40)))
    keys = {(span["traceId"], span["spanId"]) for span in found}
    assert len(keys) == len(found)
    assert all((span["traceId"], span["parentSpanId"]) in keys for span in found if span.get("parentSpanId"))


def test_traffic_lies_in_the_asked_days_and_not_in_the_future() -> None:
    found = spans(list(replay(now=NOW, days=3, sessions=60)))
    starts = [datetime.fromtimestamp(int(str(span["startTimeUnixNano"])) / 1e9, UTC) for span in found]
    assert min(starts) > NOW - timedelta(days=3, minutes=10)
    assert max(starts) < NOW + timedelta(minutes=5)


def test_spans_end_after_they_start() -> None:
    assert all(
        int(str(s["endTimeUnixNano"])) >= int(str(s["startTimeUnixNano"])) for s in spans(list(replay(now=NOW, sessions=20)))
    )


def test_sessions_carry_users_of_several_languages_and_feedback() -> None:
    requests = list(replay(now=NOW))
    text = b"".join(request.body for request in requests).decode()
    assert "wang.lei@qingyun.example" in text
    assert "回滚" in text
    assert any(request.path == "/api/public/scores" for request in requests)
