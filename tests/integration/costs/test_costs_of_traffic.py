"""From traffic to numbers: priced on the way in, explained, reported, corrected, and re-priced after a price changed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.builders.otlp import a_request, a_span
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp

START = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
PERIOD = {"from_time": "2026-11-10T00:00:00Z", "to_time": "2026-11-11T00:00:00Z"}


def a_call(number: int, model: str = "gpt-4o", *, trace: int | None = None, **attributes: Any) -> Any:
    usage = {"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 100, "gen_ai.operation.name": "chat"}
    start = int((START + timedelta(seconds=number)).timestamp()) * 10**9
    return a_span(
        {**usage, "gen_ai.request.model": model, **attributes},
        name=f"call {number}",
        trace_id=f"{(trace if trace is not None else number) + 1:032x}",
        span_id=f"{number + 1:016x}",
        start_ns=start,
        end_ns=start + 10**9,
    )


def send(running: RunningApp, client: httpx2.Client, *spans: Any) -> None:
    answer = client.post(
        "/api/public/otel/v1/traces",
        content=a_request(*spans).SerializeToString(),
        headers={"Content-Type": "application/x-protobuf"},
    )
    assert answer.status_code == 200, answer.text
    deadline = time.monotonic() + 90
    last = spans[-1].span_id.hex()
    while running_cost(client, last) is None:
        assert time.monotonic() < deadline, "the spans did not become visible"
        time.sleep(0.1)


def path(client: httpx2.Client, rest: str) -> str:
    return f"/api/v1/projects/{client.get('/api/public/projects').json()['data'][0]['id']}{rest}"


def running_cost(client: httpx2.Client, span_id: str) -> dict[str, Any] | None:
    answer = client.get(path(client, f"/costs/observations/{span_id}"))
    return answer.json() if answer.status_code == 200 else None


def span_id(number: int) -> str:
    return f"{number + 1:016x}"


def a_body(**prices: str) -> dict[str, Any]:
    tier = {"name": "default", "is_default": True, "prices": prices}
    return {"name": "our rate", "match_pattern": "(?i)^gpt-4o$", "versions": [{"tiers": [tier]}]}


@pytest.fixture
def traffic(running: RunningApp, client: httpx2.Client) -> httpx2.Client:
    spans = [a_call(number, trace=number % 2, **{"user.id": f"user {number % 2}"}) for number in range(4)]
    spans.append(a_call(4, "claude-sonnet-4-5", trace=7, **{"gen_ai.usage.cache_read.input_tokens": 900, "session.id": "s"}))
    spans.append(a_call(5, "nobody-knows-me", trace=8))
    send(running, client, *spans)
    return client


def test_a_call_is_priced_on_its_way_in_and_explained(traffic: httpx2.Client) -> None:
    cost = running_cost(traffic, span_id(0))
    assert cost is not None
    assert cost["total_cost_usd"] == "0.0035"
    assert [line["text"] for line in cost["lines"]] == [
        "1 000 input tokens × $2.50 / 1M (gpt-4o, default tier)",
        "100 output tokens × $10.00 / 1M (gpt-4o, default tier)",
    ]
    unknown = running_cost(traffic, span_id(5))
    assert unknown is not None
    assert unknown["total_cost_usd"] is None
    assert unknown["reason"] == "No model of the price book matches “nobody-knows-me”."


def test_reports_add_up_by_every_dimension(traffic: httpx2.Client) -> None:
    for dimension in (
        "model",
        "user",
        "session",
        "tag",
        "prompt",
        "environment",
        "day",
        "trace_name",
        "name",
        "provider",
        "tier",
    ):
        rows = traffic.get(path(traffic, "/costs/by"), params={**PERIOD, "dimension": dimension}).json()
        assert sum(row["cost_usd"] for row in rows["data"]) == pytest.approx(rows["total"]["cost_usd"]), dimension
    by_model = traffic.get(path(traffic, "/costs/by"), params=PERIOD).json()
    rows = {row["key"]: row for row in by_model["data"]}
    assert rows["gpt-4o"]["cost_usd"] == pytest.approx(0.014)
    # 100 at the full rate, 900 cached: 100 × $3/M + 900 × $0.3/M + 100 × $15/M; caching saved 900 × $2.7/M.
    assert rows["claude-sonnet-4-5"]["cost_usd"] == pytest.approx(0.00207)
    assert rows["claude-sonnet-4-5"]["cached_tokens"] == 900
    assert rows["claude-sonnet-4-5"]["cache_saved_usd"] == pytest.approx(0.00243)
    assert by_model["total"]["observations"] == 6
    filtered = traffic.get(path(traffic, "/costs/by"), params={**PERIOD, "filter": "model:gpt-4o"}).json()
    assert filtered["total"]["cost_usd"] == pytest.approx(0.014)
    days = traffic.get(path(traffic, "/costs/by-day"), params={**PERIOD, "dimension": "model"}).json()["data"]
    assert {(day["day"], day["key"]) for day in days} >= {("2026-11-10", "gpt-4o"), ("2026-11-10", "claude-sonnet-4-5")}


def test_the_distribution_per_trace_and_session(traffic: httpx2.Client) -> None:
    traces = traffic.get(path(traffic, "/costs/distribution"), params=PERIOD).json()
    assert traces["units"] == 3
    assert traces["max_usd"] == pytest.approx(0.007)
    assert sum(bar["count"] for bar in traces["histogram"]) == 3
    assert all(bar["from_usd"] < bar["to_usd"] for bar in traces["histogram"])
    sessions = traffic.get(path(traffic, "/costs/distribution"), params={**PERIOD, "per": "session"}).json()
    assert sessions["units"] == 1
    nothing = traffic.get(path(traffic, "/costs/distribution"), params={**PERIOD, "filter": "model:none"}).json()
    assert nothing["units"] == 0


def test_models_without_a_price_and_what_they_would_have_cost(traffic: httpx2.Client) -> None:
    params = {**PERIOD, "as_model_id": "builtin:openai/gpt-4o"}
    [row] = traffic.get(path(traffic, "/models/without-price"), params=params).json()["data"]
    assert row["model_name"] == "nobody-knows-me"
    assert Decimal(row["would_have_cost_usd"]) == Decimal("0.0035")


def test_a_correction_changes_one_cost_and_can_be_taken_back(traffic: httpx2.Client, running: RunningApp) -> None:
    url = path(traffic, f"/costs/observations/{span_id(1)}/correction")
    corrected = traffic.post(url, json={"cost": {"total": "0.002"}, "note": "credit note 7"}).json()
    assert corrected["total_cost_usd"] == "0.002"
    assert corrected["outcome"] == "corrected"
    assert corrected["corrections"][0]["before"]["total"] == "0.0035"
    by_model = traffic.get(path(traffic, "/costs/by"), params={**PERIOD, "filter": "model:gpt-4o"}).json()
    assert by_model["total"]["cost_usd"] == pytest.approx(0.0125)
    again = traffic.post(url, json={"cost": None, "note": "credit note was wrong"}).json()
    assert again["total_cost_usd"] == "0.0035"
    assert len(again["corrections"]) == 2
    assert traffic.post(url, json={"cost": {"total": "-1"}, "note": "no"}).status_code == 400
    with create_project(running).client() as other:
        foreign = other.post(path(other, f"/costs/observations/{span_id(1)}/correction"), json={"cost": None, "note": "x"})
        assert foreign.status_code == 404


def test_a_price_change_is_previewed_and_then_rewrites_the_period(traffic: httpx2.Client) -> None:
    created = traffic.post(path(traffic, "/models"), json=a_body(input="0.000001", output="0.00001"))
    assert created.status_code == 200, created.text
    scope = {**PERIOD, "models": ["gpt-4o"]}
    preview = traffic.post(path(traffic, "/costs/repricings/preview"), json=scope).json()
    assert (preview["observations"], preview["changed"]) == (4, 4)
    assert (preview["old_total_usd"], preview["new_total_usd"]) == ("0.014", "0.008")
    assert [(row["day"], row["model"], row["observations"]) for row in preview["data"]] == [("2026-11-10", "gpt-4o", 4)]
    run = traffic.post(path(traffic, "/costs/repricings"), json={**scope, "note": "new contract"}).json()
    deadline = time.monotonic() + 90
    while run["status"] not in ("done", "failed"):
        assert time.monotonic() < deadline, run
        time.sleep(0.3)
        run = traffic.get(path(traffic, f"/costs/repricings/{run['id']}")).json()
    assert run["error"] == ""
    assert (run["done"], run["changed"], run["old_total_usd"], run["new_total_usd"]) == (4, 4, "0.014", "0.008")
    cost = running_cost(traffic, span_id(0))
    assert cost is not None
    assert cost["total_cost_usd"] == "0.002"
    assert cost["lines"][0]["text"] == "1 000 input tokens × $1.00 / 1M (our rate, default tier)"
    quiet = traffic.post(path(traffic, "/costs/repricings/preview"), json=scope).json()
    assert quiet["changed"] == 0


def test_reads_show_the_unit_prices_that_held(traffic: httpx2.Client) -> None:
    first = traffic.get(f"/api/public/observations/{span_id(0)}").json()
    assert first["modelId"] == "builtin:openai/gpt-4o"
    assert (first["inputPrice"], first["outputPrice"], first["totalPrice"]) == (0.0000025, 0.00001, None)
    second = traffic.get("/api/public/v2/observations", params={"fields": "model"}).json()["data"]
    prices = {row["model"]: (row["inputPrice"], row["outputPrice"], row["totalPrice"]) for row in second}
    assert prices["gpt-4o"] == ("0.0000025", "0.00001", None)
    assert prices["nobody-knows-me"] == (None, None, None)
    without = traffic.get("/api/public/v2/observations").json()["data"]
    assert {row["inputPrice"] for row in without} == {None}


def test_the_match_test_says_which_price_a_name_would_get(client: httpx2.Client) -> None:
    match = client.get(path(client, "/models/match"), params={"model": "claude-sonnet-4-5@20250929"}).json()
    assert match["model"]["id"] == "builtin:anthropic/claude-sonnet-4-5"
    assert match["tiers"][-1]["prices"]["input"] == "0.000003"
    none = client.get(path(client, "/models/match"), params={"model": "nobody-knows-me"}).json()
    assert none["model"] is None
    assert "No model of the price book matches" in none["reason"]


def test_builtin_models_can_be_searched_switched_off_and_copied(client: httpx2.Client) -> None:
    listed = client.get(path(client, "/models"), params={"search": "gpt-4o mini", "limit": 5}).json()["data"]
    assert "builtin:openai/gpt-4o-mini" in [model["id"] for model in listed]
    off = client.put(path(client, "/models/builtin:openai/gpt-4o/switch"), params={"off": True})
    assert off.json()["switched_off"] is True
    assert client.get(path(client, "/models/match"), params={"model": "gpt-4o"}).json()["model"] is None
    copy = client.post(path(client, "/models/builtin:openai/gpt-4o/copy")).json()
    assert (copy["origin"], copy["copied_from"]) == ("project", "builtin:openai/gpt-4o")
    assert client.get(path(client, "/models/match"), params={"model": "GPT-4o"}).json()["model"]["id"] == copy["id"]


def test_overlapping_periods_are_refused_with_the_conflict_named(client: httpx2.Client) -> None:
    body = a_body(input="0.001")
    [version] = body["versions"]
    body["versions"] = [{**version, "valid_to": "2026-06-01T00:00:00Z"}, {**version, "valid_from": "2026-05-01T00:00:00Z"}]
    answer = client.post(path(client, "/models"), json=body)
    assert answer.status_code == 400
    assert "“always – 2026-06-01” and “2026-05-01 – open” overlap" in answer.json()["error"]["message"]


def test_rates_and_settings_are_kept_per_project(client: httpx2.Client, project: TestProject) -> None:
    assert client.put(path(client, "/currency-rates"), json={"rates": {"EUR": "1.08"}}).status_code == 200
    assert client.get(path(client, "/currency-rates")).json() == {"rates": {"EUR": "1.08"}}
    assert client.put(path(client, "/currency-rates"), json={"rates": {"EUR": "0"}}).status_code == 400
    assert client.put(path(client, "/price-settings"), json={"estimate_missing_usage": False}).status_code == 200
    assert client.get(path(client, "/price-settings")).json() == {"estimate_missing_usage": False}
