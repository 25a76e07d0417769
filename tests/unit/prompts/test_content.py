"""Variables, placeholders and references inside a prompt's text."""

from __future__ import annotations

from lumetra.domain.prompt import Reference, fill, malformed_variables, placeholders, references, replace_references, variables


def test_variables_are_found_once_in_reading_order() -> None:
    assert variables("{{b}} {{ a }} {{b}} {{not ok}} {{1x}} { {c} }") == ["b", "a"]
    assert malformed_variables("{{b}} {{not ok}}") == ["not ok"]


def test_chat_prompts_have_variables_in_contents_and_placeholders_between() -> None:
    chat = [{"role": "system", "content": "{{x}}"}, {"type": "placeholder", "name": "history"}]
    assert variables(chat) == ["x"] and placeholders(chat) == ["history"]


def test_filling_replaces_known_names_only_and_expands_placeholders() -> None:
    chat = [
        {"role": "system", "content": "{{x}} {{y}}"},
        {"type": "placeholder", "name": "h"},
        {"type": "placeholder", "name": "g"},
    ]
    assert fill(chat, {"x": "1 {{y}}"}, {"h": [{"role": "user", "content": "hi"}]}) == [
        {"role": "system", "content": "1 {{y}} {{y}}"},
        {"role": "user", "content": "hi"},
        {"type": "placeholder", "name": "g"},
    ]


def test_only_well_formed_tags_are_references() -> None:
    text = (
        "@@@langfusePrompt:name=a b/c|version=3@@@ @@@langfusePrompt:name=x|label=production@@@"
        " @@@langfusePrompt:version=3|name=x@@@ @@@langfusePrompt:name=x@@@ @@@langfusePrompt:name=x|version=0@@@"
    )
    assert references(text) == [Reference("a b/c", version=3), Reference("x", label="production")]


def test_unknown_references_stay_as_text() -> None:
    tag = Reference("a", version=1).tag()
    assert replace_references(f"{tag} {Reference('b', label='l').tag()}", {Reference("a", version=1): "A"}) == (
        "A @@@langfusePrompt:name=b|label=l@@@"
    )
