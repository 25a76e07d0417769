"""Reads the filter grammar into a syntax tree. Raises FilterError with the position of the first mistake."""

from __future__ import annotations

from typing import Literal, cast

from lumetra.querylang.errors import FilterError
from lumetra.querylang.lexer import Kind, Lexer, Token
from lumetra.querylang.syntax import And, Comparison, Condition, FieldName, Has, Node, Not, Operator, Or, Span, Words

MAX_LENGTH = 10_000
MAX_DEPTH = 50


def parse(text: str) -> Node:
    """The syntax tree of a filter. Blank text is the empty filter, which matches everything."""
    if len(text) > MAX_LENGTH:
        raise FilterError(f"This filter is longer than {MAX_LENGTH} characters.", MAX_LENGTH, len(text))
    return _Parser(Lexer(text).run()).run()


class _Parser:
    """Recursive descent: or → and → not → term. A space between terms means AND, which binds more tightly than OR."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    def run(self) -> Node:
        if self._peek().kind == "end":
            return And(())
        node = self._read_or()
        token = self._peek()
        if token.kind == "close":
            raise FilterError("This ) closes nothing.", *token.span, 'Remove it, or quote it: ")".')
        return node

    def _peek(self) -> Token:
        return self.tokens[self.position]

    def _next(self) -> Token:
        token = self.tokens[self.position]
        if token.kind != "end":
            self.position += 1
        return token

    def _take(self, kind: Kind) -> bool:
        if self._peek().kind == kind:
            self.position += 1
            return True
        return False

    def _end_of_last(self) -> int:
        return self.tokens[self.position - 1].span[1]

    def _read_or(self) -> Node:
        items = [self._read_and()]
        while self._take("or"):
            items.append(self._read_and())
        if len(items) == 1:
            return items[0]
        flat: list[Node] = []
        for item in items:
            flat.extend(item.items if isinstance(item, Or) else [item])
        return Or(tuple(flat), (flat[0].span[0], self._end_of_last()))

    def _read_and(self) -> Node:
        items = [self._read_not()]
        while self._take("and") or self._peek().kind in ("value", "field", "open", "not"):
            items.append(self._read_not())
        if len(items) == 1:
            return items[0]
        flat: list[Node] = []
        for item in items:
            flat.extend(item.items if isinstance(item, And) else [item])
        return And(tuple(flat), (flat[0].span[0], self._end_of_last()))

    def _read_not(self) -> Node:
        token = self._peek()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FilterError(f"Groups are nested more than {MAX_DEPTH} deep here.", *token.span)
        if self._take("not"):
            node: Node = Not(self._read_not(), (token.span[0], self._end_of_last()))
        else:
            node = self._read_term()
        self.depth -= 1
        return node

    def _read_term(self) -> Node:
        token = self._next()
        if token.kind == "value":
            return Words(token.value, token.span)
        if token.kind == "field":
            return self._read_condition(token)
        if token.kind == "open":
            if self._peek().kind == "close":
                raise FilterError("This group is empty.", token.span[0], self._peek().span[1], "Put a condition inside.")
            node = self._read_or()
            if not self._take("close"):
                raise FilterError("This ( is never closed.", *token.span, "Add a ) where the group ends.")
            return node
        if token.kind == "end":
            raise FilterError("A condition is missing here.", *token.span, "Such as level:ERROR, or a word to look for.")
        if token.kind in ("and", "or"):
            raise FilterError(
                f"{token.text} needs a condition on both sides.", *token.span, f'To look for the word, quote it: "{token.text}".'
            )
        raise FilterError("A condition was expected here.", *token.span)

    def _read_condition(self, token: Token) -> Node:
        name, key = token.path
        if not name:
            raise FilterError("The name of a field is missing before the colon.", token.span[0], token.span[1] + 1)
        field = FieldName(name, key, token.span)
        if name == "has" and not key:
            return self._read_has(token)
        operator = self._read_operator()
        if self._peek().kind == "open":
            if operator != ":":
                raise FilterError(
                    "An operator cannot stand before a set.", *self._peek().span, "Write it inside: latency:(>2 AND <5)."
                )
            return self._read_set(field)
        value = self._next()
        if value.kind != "value":
            raise FilterError(
                f"A value is missing after {field.text}:", *token.span, "To search for a word with a colon, quote it."
            )
        return Condition(field, (Comparison(operator, value.value),), "any", (token.span[0], value.span[1]))

    def _read_has(self, token: Token) -> Node:
        value = self._next()
        if value.kind != "value" or value.value.is_pattern or not value.value.text:
            raise FilterError("The name of a field is missing after has:", *token.span, "Such as has:session.")
        name, _, key = value.value.text.partition(".")
        return Has(FieldName(name, key, value.span), (token.span[0], value.span[1]))

    def _read_operator(self) -> Operator:
        if self._peek().kind == "operator":
            return cast(Operator, self._next().text)
        return ":"

    def _read_set(self, field: FieldName) -> Node:
        opening = self._next().span
        tests: list[Comparison] = []
        joiner: Literal["and", "or", ""] = ""
        while True:
            tests.append(self._read_element(opening))
            token = self._next()
            if token.kind == "close":
                break
            if token.kind not in ("and", "or"):
                where: Span = opening if token.kind == "end" else token.span
                raise FilterError("Values in a set are parted by OR or AND.", *where, "Such as level:(ERROR OR WARNING).")
            if joiner and joiner != token.kind:
                raise FilterError("A set holds either OR or AND, not both.", *token.span, "Use two sets.")
            joiner = "and" if token.kind == "and" else "or"
        match: Literal["any", "all"] = "all" if joiner == "and" else "any"
        return Condition(field, tuple(tests), match, (field.span[0], self._end_of_last()))

    def _read_element(self, opening: Span) -> Comparison:
        operator = self._read_operator()
        token = self._next()
        if token.kind == "value":
            return Comparison(operator, token.value)
        where = opening if token.kind == "end" else token.span
        raise FilterError("A value is missing in this set.", *where, "Such as level:(ERROR OR WARNING).")
