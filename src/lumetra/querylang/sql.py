"""Compiles a checked filter to a ClickHouse condition. Every value is a bound parameter; every condition is 0 or 1, never NULL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lumetra.querylang.checked import (
    AllOf,
    AnyOf,
    Checked,
    CompareNumber,
    CompareTime,
    Equals,
    HasWords,
    IsFlag,
    Like,
    Negated,
    OneOf,
    Predicate,
    Present,
)
from lumetra.querylang.fields import Field, Kind, Subject
from lumetra.querylang.metadata_path import split_path
from lumetra.querylang.words import fold, spaced, tokens

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SCRIPTS: Final = (
    r"[^\\x00-\\x7F\\p{Latin}\\p{Greek}\\p{Cyrillic}\\p{Armenian}\\p{Hebrew}\\p{Arabic}\\p{Georgian}"
    r"\\p{Devanagari}\\p{Bengali}\\p{Tamil}\\p{Telugu}\\p{M}]"
)


@dataclass(frozen=True)
class Compiled:
    """A condition and what to bind. It also needs the parameter `project_id` when the filter asks about groups or scores."""

    sql: str
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])


def to_sql(
    node: Checked, subject: Subject, *, scope: str = "", prefix: str = "f", loose: bool = False, phrases: bool = True
) -> Compiled:
    """The condition for `subject`'s rows (for groups: to be used in HAVING).

    `scope` narrows the rows that conditions on members of a group look at, such as a time window; it is SQL of our own.
    `prefix` keeps the parameters of several filters in one statement apart. `loose`, for what is not negated, gives a much cheaper
    condition that no match fails, but some other groups meet: those of which an older version of a row matched. Without `phrases`
    the words of a phrase may stand apart, which the index alone can tell.
    """
    compiler = _Compiler(subject, scope, prefix, loose, phrases)
    return Compiled(compiler.compile(node), compiler.parameters)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970; how moments are bound."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def folded_sql(expression: str) -> str:
    """SQL for `words.fold`."""
    return f"if(isValidASCII({expression}), lower({expression}), normalizeUTF8NFKCCasefold({expression}))"


def spaced_sql(expression: str) -> str:
    """SQL for `words.spaced` with JSON's `\\n` and `\\t` as spaces."""
    plain = f"replaceAll(replaceAll({folded_sql(expression)}, '\\\\n', ' '), '\\\\t', ' ')"
    return f"if(isValidASCII({expression}), {plain}, replaceRegexpAll({plain}, '{_SCRIPTS}', ' \\\\0 '))"


class _Compiler:
    def __init__(self, subject: Subject, scope: str, prefix: str, loose: bool, phrases: bool) -> None:
        self.subject = subject
        self.loose = loose
        self.phrases = phrases
        self.scope = f" AND {scope}" if scope else ""
        self.prefix = prefix
        self.parameters: dict[str, Any] = {}

    def compile(self, node: Checked) -> str:
        match node:
            case AllOf(items):
                return self._join(items, " AND ") if items else "1"
            case AnyOf(items):
                return self._join(items, " OR ") if items else "0"
            case Negated(item):
                return f"NOT ({self.compile(item)})"
            case _:
                return self._predicate(node)

    def _join(self, items: Sequence[Checked], joiner: str) -> str:
        return "(" + joiner.join(self.compile(item) for item in items) + ")"

    def _bind(self, value: Any, type_: str) -> str:
        name = f"{self.prefix}{len(self.parameters)}"
        self.parameters[name] = value
        return f"{{{name}:{type_}}}"

    def _predicate(self, node: Predicate) -> str:
        assert not node.field.elsewhere, f"{node.field.name} was not asked of where it is kept"
        if node.field.kind is Kind.SCORES:
            return "(" + self.subject.score_link.replace("{where}", self._score(node)) + ")"
        sql = self._row(node)
        if not node.field.any_row:
            return sql
        group, table = self.subject.group_key, self.subject.rows_table
        where = f"project_id = {{project_id:String}} AND {self.subject.rows_where}{self.scope} AND {sql}"
        if self.loose:
            return f"{group} IN (SELECT {group} FROM {table} WHERE is_deleted = 0 AND {where})"
        if not _reads_payloads(node):
            return f"{group} IN (SELECT {group} FROM {table} FINAL WHERE {where})"
        # FINAL reads the payload of every row of a granule; so it only gets the keys that some version of a row already matched.
        key = "(toStartOfHour(start_time), trace_id, id)"
        matched = f"SELECT {key[1:-1]} FROM {table} WHERE is_deleted = 0 AND {where}"
        return f"{group} IN (SELECT {group} FROM {table} FINAL PREWHERE {key} IN ({matched}) WHERE {where})"

    def _row(self, node: Predicate) -> str:
        sql = node.field.sql
        match node:
            case Equals(field, key, text):
                return self._equals(field, key, text)
            case OneOf(field, key, texts):
                bound = self._bind(list(texts), "Array(String)")
                if field.kind is Kind.LIST:
                    return f"hasAny({sql}, {bound})"
                return f"({self._text_of(field, key)} IN {bound})"
            case Like(field, key, parts):
                return self._like(field, key, parts)
            case HasWords(field, text):
                return self._words(field, text)
            case CompareNumber():
                return self._number(node)
            case CompareTime(_, comparator, moment):
                bound = self._bind(microseconds(moment), "Int64")
                return f"ifNull({sql} {comparator} fromUnixTimestamp64Micro({bound}, 'UTC'), 0)"
            case IsFlag(_, value):
                return f"({sql})" if value else f"NOT ({sql})"
            case Present(field, key):
                return self._present(field, key)

    def _equals(self, field: Field, key: str, text: str) -> str:
        if field.kind is Kind.LIST:
            return f"has({field.sql}, {self._bind(text, 'String')})"
        return f"({self._text_of(field, key)} = {self._bind(text, 'String')})"

    def _text_of(self, field: Field, key: str) -> str:
        if field.kind is not Kind.METADATA:
            return field.sql
        raw = self._raw_metadata(field, key)
        return f"if(startsWith({raw}, '\"'), JSONExtractString({raw}), {raw})"

    def _raw_metadata(self, field: Field, key: str) -> str:
        whole = f"{field.sql}[{self._bind(key, 'String')}]"
        head, steps = split_path(key)
        if not steps:
            return whole
        path = ", ".join(self._bind(step, "String") for step in steps)
        inside = f"JSONExtractRaw({field.sql}[{self._bind(head, 'String')}], {path})"
        return f"if({whole} != '', {whole}, {inside})"

    def _like(self, field: Field, key: str, parts: tuple[str, ...]) -> str:
        if field.sql == "search_text":
            return f"(search_text LIKE {self._bind(_pattern([spaced(part) for part in parts]), 'String')})"
        bound = self._bind(_pattern([fold(part) for part in parts]), "String")
        if field.kind is Kind.LIST:
            return f"arrayExists(element -> {folded_sql('element')} LIKE {bound}, {field.sql})"
        return f"({folded_sql(self._text_of(field, key))} LIKE {bound})"

    def _words(self, field: Field, text: str) -> str:
        needed = tokens(text)
        bound = self._bind(needed, "Array(String)")
        index = field.words_sql or (field.sql if field.sql == "search_text" else "")
        if index and not self.phrases:
            return f"hasAllTokens({index}, {bound})"
        phrase = f"{self._bind(spaced(text.strip()), 'String')}" if len(needed) > 1 else ""
        if field.sql == "search_text":
            found = f"hasAllTokens(search_text, {bound})"
            if not phrase:
                return found
            # The phrase as it was typed is looked for first: folding every candidate's texts costs ten times as much.
            typed = self._bind(text.strip(), "String")
            quick = f"position(input, {typed}) > 0 OR position(output, {typed}) > 0"
            return f"({found} AND ({quick} OR position(search_text, {phrase}) > 0))"
        own = spaced_sql(field.sql)
        indexed = f"hasAllTokens({field.words_sql}, {bound}) AND " if field.words_sql else ""
        here = f"hasAllTokens({own}, {bound}, 'splitByNonAlpha')"
        return f"({indexed}{here}" + (f" AND position({own}, {phrase}) > 0)" if phrase else ")")

    def _number(self, node: CompareNumber) -> str:
        number = self._bind(node.number, "Float64")
        if node.field.kind is Kind.NUMBERS:
            key = self._bind(node.key, "String")
            return f"(mapContains({node.field.sql}, {key}) AND {node.field.sql}[{key}] {node.comparator} {number})"
        if node.field.kind is not Kind.METADATA:
            return f"ifNull({node.field.sql} {node.comparator} {number}, 0)"
        text = self._text_of(node.field, node.key)
        compared = f"ifNull(toFloat64OrNull({text}) {node.comparator} {number}, 0)"
        if node.comparator != "=":
            return compared
        return f"({text} = {self._bind(node.text, 'String')} OR {compared})"

    def _present(self, field: Field, key: str) -> str:
        match field.kind:
            case Kind.METADATA:
                return f"({self._raw_metadata(field, key)} NOT IN ('', 'null'))" if key else f"notEmpty({field.sql})"
            case Kind.NUMBERS:
                return f"mapContains({field.sql}, {self._bind(key, 'String')})"
            case Kind.LIST:
                return f"notEmpty({field.sql})"
            case Kind.FLAG:
                return f"({field.sql})"
            case Kind.NUMBER | Kind.DURATION | Kind.MONEY | Kind.TIME:
                return f"isNotNull({field.sql})"
            case _:
                return f"({field.sql} != '')"

    def _score(self, node: Predicate) -> str:
        """The condition on a row of `scores`."""
        match node:
            case Present(_, key):
                return f"name = {self._bind(key, 'String')}" if key else "1"
            case Equals(_, key, text):
                return f"name = {self._bind(key, 'String')} AND string_value = {self._bind(text, 'String')}"
            case Like(_, key, parts):
                pattern = self._bind(_pattern([fold(part) for part in parts]), "String")
                return f"name = {self._bind(key, 'String')} AND {folded_sql('string_value')} LIKE {pattern}"
            case CompareNumber(_, key, comparator, number, text):
                compared = f"ifNull(value {comparator} {self._bind(number, 'Float64')}, 0)"
                if comparator == "=":
                    compared = f"({compared} OR string_value = {self._bind(text, 'String')})"
                return f"name = {self._bind(key, 'String')} AND {compared}"
            case _:
                raise AssertionError(f"the checker never asks {type(node).__name__} of scores")


def _reads_payloads(node: Predicate) -> bool:
    """True when the condition looks into texts or metadata, which are the bulk of a row."""
    return node.field.kind in (Kind.TEXT, Kind.METADATA)


def _pattern(parts: Sequence[str]) -> str:
    escaped = (part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in parts)
    return "%".join(escaped)
