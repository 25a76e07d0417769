"""The Langfuse-compatible model API: what is taken, what is refused and in which words (contract 2.10)."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp


def a_model(**changes: Any) -> dict[str, Any]:
    return {
        "modelName": "house-model",
        "matchPattern": "(?i)^house$",
        "unit": "TOKENS",
        "inputPrice": 0.000002,
        "outputPrice": 2.5e-06,
        **changes,
    }


def a_tier(name: str, priority: int, prices: dict[str, float], **more: Any) -> dict[str, Any]:
    return {"name": name, "priority": priority, "isDefault": priority == 0, "conditions": [], "prices": prices, **more}


LONG = {"usageDetailPattern": "input", "operator": "gt", "value": 200000, "caseSensitive": False}
FAST = {"source": "model_parameters", "key": "service_tier", "operator": "in", "values": ["priority"]}


def post(client: httpx2.Client, **changes: Any) -> httpx2.Response:
    return client.post("/api/public/models", json=a_model(**changes))


def test_a_flat_model_gets_one_standard_tier_and_can_be_read_back(client: httpx2.Client) -> None:
    created = post(client, startDate="2026-01-01T00:00:00.000Z", tokenizerId=None, tokenizerConfig=None)
    assert created.status_code == 200
    model = created.json()
    assert model["isLangfuseManaged"] is False
    assert model["startDate"] == "2026-01-01T00:00:00.000Z"
    assert (model["inputPrice"], model["outputPrice"], model["totalPrice"]) == (0.000002, 0.0000025, None)
    assert model["prices"] == {"input": {"price": 0.000002}, "output": {"price": 0.0000025}}
    [tier] = model["pricingTiers"]
    assert (tier["name"], tier["isDefault"], tier["priority"], tier["conditions"]) == ("Standard", True, 0, [])
    assert client.get(f"/api/public/models/{model['id']}").json() == model


def test_tiers_with_both_kinds_of_conditions_round_trip(client: httpx2.Client) -> None:
    prices = {"input": 1e-06, "output": 4e-06}
    tiers = [a_tier("Base", 0, prices), a_tier("Long", 1, prices, conditions=[LONG, FAST])]
    model = post(client, inputPrice=None, outputPrice=None, pricingTiers=tiers).json()
    assert [tier["name"] for tier in model["pricingTiers"]] == ["Base", "Long"]
    assert model["pricingTiers"][1]["conditions"] == [LONG, FAST]


def test_bodies_that_contradict_themselves_are_refused_with_the_reason(client: httpx2.Client) -> None:
    prices = {"input": 1e-06}
    base = a_tier("Base", 0, prices)
    refused: list[tuple[dict[str, Any], str]] = [
        ({"pricingTiers": [base]}, "both flat prices and pricingTiers"),
        ({"inputPrice": None, "outputPrice": None}, "either flat prices"),
        ({"totalPrice": 1}, "must not be set"),
        ({"matchPattern": "(unclosed"}, "not a usable regular expression"),
        ({"inputPrice": -1}, "is negative"),
    ]
    tiers: list[tuple[list[dict[str, Any]], str]] = [
        ([a_tier("Base", 0, prices, isDefault=False, conditions=[LONG])], "Exactly one tier must be the default"),
        ([base, a_tier("Base", 1, prices, conditions=[LONG])], "same name"),
        ([base, a_tier("A", 1, prices, conditions=[LONG]), a_tier("B", 1, prices, conditions=[FAST])], "same priority"),
        ([base, a_tier("Other", 1, prices)], "needs at least one condition"),
        ([base, a_tier("Other", 1, {"input": 1, "output": 2}, conditions=[LONG])], "must price the same usage keys"),
        ([a_tier("Base", 0, {})], "has no price"),
        ([base, a_tier("Other", 1000, prices, conditions=[LONG])], "not between 0 and 999"),
        ([base, a_tier("Bad", 1, prices, conditions=[{**LONG, "usageDetailPattern": "(a"}])], "not a usable regular expression"),
        ([base, a_tier("Long", 1, prices, conditions=[{**LONG, "usageDetailPattern": "a" * 201}])], "at most 200"),
    ]
    refused += [({"inputPrice": None, "outputPrice": None, "pricingTiers": list_}, words) for list_, words in tiers]
    for changes, words in refused:
        answer = post(client, **changes)
        assert answer.status_code == 400, changes
        assert answer.json()["message"] == "Invalid request data"
        assert any(words in issue["message"] for issue in answer.json()["error"]), (words, answer.text)


def test_a_name_is_taken_once_in_a_project(client: httpx2.Client, running: RunningApp) -> None:
    assert post(client).status_code == 200
    assert post(client).status_code == 400
    with create_project(running).client() as other:
        assert post(other).status_code == 200


def test_put_creates_and_replaces_under_its_id(client: httpx2.Client) -> None:
    first = client.put("/api/public/models/mine-1", json=a_model(modelName="put"))
    assert (first.status_code, first.json()["id"]) == (200, "mine-1")
    second = client.put("/api/public/models/mine-1", json=a_model(modelName="put", inputPrice=1))
    assert second.json()["inputPrice"] == 1
    assert client.put("/api/public/models/builtin:openai/gpt-4o", json=a_model()).status_code == 404


def test_deleting_takes_own_models_only(client: httpx2.Client) -> None:
    own = post(client).json()["id"]
    answer = client.delete(f"/api/public/models/{own}")
    assert answer.json() == {"message": "Model successfully deleted"}
    assert client.get(f"/api/public/models/{own}").status_code == 404
    assert client.delete("/api/public/models/builtin:openai/gpt-4o").status_code == 404


def test_the_list_holds_own_and_builtin_models_by_name(client: httpx2.Client) -> None:
    post(client, modelName="aaa-first")
    page = client.get("/api/public/models", params={"limit": 100}).json()
    assert page["data"][0]["modelName"] == "aaa-first"
    assert page["meta"]["totalItems"] > 1000
    builtin = client.get("/api/public/models/builtin:openai/gpt-4o").json()
    assert builtin["isLangfuseManaged"] is True
    assert builtin["prices"]["input"] == {"price": 2.5e-06}


def test_models_of_other_projects_are_not_found(project: TestProject, client: httpx2.Client, running: RunningApp) -> None:
    own = post(client).json()["id"]
    with create_project(running).client() as other:
        assert other.get(f"/api/public/models/{own}").status_code == 404
        assert other.delete(f"/api/public/models/{own}").status_code == 404
        assert other.put(f"/api/public/models/{own}", json=a_model()).status_code == 409
