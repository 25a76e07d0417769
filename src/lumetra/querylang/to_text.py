"""Writes a syntax tree back as text, in one canonical form: `parse(to_text(node)) == node` for every tree that `parse` can give."""

from __future__ import annotations

from lumetra.querylang.syntax import And, Comparison, Condition, FieldName, Has, Node, Not, Or, Value, Words

_QUOTED_INSIDE = frozenset(' \t\r\n\u3000()"*:')
_KEYWORDS = frozenset({"AND", "OR", "NOT"})


def to_text(node: Node) -> str:
    """The filter as a person would write it. The empty filter is the empty text."""
    return _write(node, inside="top")


def _write(node: Node, inside: str) -> str:
    match node:
        case Words(value):
            return _value(value, free=True)
        case Has(field):
            return f"has:{_quote_if(field.text, _needs_quotes(field.text))}"
        case Condition(field, tests, match_):
            return f"{_field(field)}:{_tests(tests, match_)}"
        case Not(item):
            return f"-{_write(item, inside='not')}"
        case And(items):
            text = " ".join(_write(item, inside="and") for item in items)
            return f"({text})" if inside in ("not", "and") and items else text
        case Or(items):
            text = " OR ".join(_write(item, inside="or") for item in items)
            return f"({text})" if inside != "top" else text


def _tests(tests: tuple[Comparison, ...], match: str) -> str:
    written = [("" if test.operator == ":" else test.operator) + _value(test.value, free=False) for test in tests]
    if len(written) == 1:
        return written[0]
    return "(" + (" AND " if match == "all" else " OR ").join(written) + ")"


def _field(field: FieldName) -> str:
    name = _quote_if(field.name, _needs_quotes(field.name) or "." in field.name or field.name.startswith("-"))
    return f"{name}.{_quote_if(field.key, _needs_quotes(field.key))}" if field.key else name


def _value(value: Value, *, free: bool) -> str:
    if not value.is_pattern:
        text = value.parts[0]
        return _quote_if(text, _needs_quotes(text) or text in _KEYWORDS or text[0] in "<>=" or (free and text[0] == "-"))
    written = "*".join(_quote_if(part, bool(part) and _needs_quotes(part)) for part in value.parts)
    needs = value.parts[0][:1] in ("<", ">", "=", "-")
    return '""' + written if needs else written


def _needs_quotes(text: str) -> bool:
    return not text or any(char in _QUOTED_INSIDE for char in text)


def _quote_if(text: str, needed: bool) -> str:
    if not needed:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
