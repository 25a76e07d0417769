"""Properties of composition and of A/B assignment."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumetra.domain.prompt import PromptVersion, Reference, references
from lumetra.features.prompts.composition.resolve import MAX_DEPTH, CompositionError, resolve
from lumetra.features.prompts.serving.assign import Arm, pick, point_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def version_of(name: str, text: str) -> PromptVersion:
    return PromptVersion(
        id=f"id-{name}", project_id="p", prompt_id=name, name=name, version=1, type="text", prompt=text, config={},
        labels=[], tags=[], commit_message=None, created_by="API", created_at=NOW, updated_at=NOW,
    )  # fmt: skip


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=4), min_size=1))
def test_resolving_ends_with_plain_text_or_with_a_reason(edges: dict[str, list[str]]) -> None:
    known = {n: version_of(n, n + "".join(Reference(c, version=1).tag() for c in below)) for n, below in edges.items()}
    for root in known.values():
        try:
            resolved = resolve(root, lambda reference: known.get(reference.name))
        except CompositionError:
            continue
        assert references(resolved.prompt) == []
        assert "@@@" not in resolved.prompt


@given(st.integers(1, 8))
def test_a_chain_resolves_exactly_below_the_depth_bound(length: int) -> None:
    known = {str(n): version_of(str(n), Reference(str(n + 1), version=1).tag()) for n in range(length - 1)}
    known[str(length - 1)] = version_of(str(length - 1), "end")
    if length <= MAX_DEPTH:
        assert resolve(known["0"], lambda r: known.get(r.name)).prompt == "end"
    else:
        with pytest.raises(CompositionError, match="depth"):
            resolve(known["0"], lambda r: known.get(r.name))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=5).filter(lambda w: sum(w) > 0), st.text(max_size=20), st.uuids())
def test_assignment_is_sticky_and_never_gives_an_arm_without_weight(weights: list[float], key: str, test_id: object) -> None:
    arms = [Arm(i + 1, weight) for i, weight in enumerate(weights)]
    chosen = pick(arms, point_of(str(test_id), key))
    assert chosen == pick(arms, point_of(str(test_id), key))
    assert weights[chosen - 1] > 0


def test_keys_spread_over_arms_as_the_weights_say() -> None:
    arms = [Arm(1, 70), Arm(2, 30), Arm(3, 0)]
    counts = Counter(pick(arms, point_of("t", f"user-{n}")) for n in range(20_000))
    assert counts[3] == 0
    assert abs(counts[1] / 20_000 - 0.7) < 0.015  # 4.6 standard deviations


def test_raising_a_weight_moves_keys_only_towards_that_arm() -> None:
    before = {n: pick([Arm(1, 50), Arm(2, 50)], point_of("t", str(n))) for n in range(2_000)}
    after = {n: pick([Arm(1, 20), Arm(2, 80)], point_of("t", str(n))) for n in range(2_000)}
    assert all(after[n] == 2 for n in before if before[n] == 2)
