"""Cuts the text of a filter into tokens with positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lumetra.querylang.errors import FilterError
from lumetra.querylang.syntax import Operator, Span, Value

Kind = Literal["open", "close", "and", "or", "not", "field", "operator", "value", "end"]

NO_VALUE = Value(("",))
_STOPS = frozenset(' \t\r\n\u3000()"')
_KEYWORDS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_OPERATORS: tuple[Operator, ...] = (">=", "<=", ">", "<", "=")


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `path` is filled for fields (name, then key), `value` for values, `text` for operators."""

    kind: Kind
    span: Span
    text: str = ""
    path: tuple[str, str] = ("", "")
    value: Value = NO_VALUE


@dataclass(slots=True)
class _Word:
    """A run of bare characters and quoted segments, with where its first unquoted `:` was."""

    parts: list[str]
    quoted: bool
    end: int
    colon: bool
    first_dot: int
    """Length of the text before the first unquoted dot, -1 without one; it parts a field's name from its key."""


class Lexer:
    """Reads tokens one after another. After a field and its operator a value follows, in which `:` is an ordinary character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []

    def run(self) -> list[Token]:
        """All tokens, the last one of kind `end`."""
        position = 0
        depth_of_set: list[bool] = []
        while True:
            position = self._skip_space(position)
            if position >= len(self.text):
                break
            char = self.text[position]
            after_field = bool(self.tokens) and self.tokens[-1].kind in ("field", "operator")
            if char == "(":
                depth_of_set.append(after_field or (bool(depth_of_set) and depth_of_set[-1]))
                self.tokens.append(Token("open", (position, position + 1)))
                position += 1
            elif char == ")":
                if depth_of_set:
                    depth_of_set.pop()
                self.tokens.append(Token("close", (position, position + 1)))
                position += 1
            else:
                in_set = bool(depth_of_set) and depth_of_set[-1]
                position = self._read_value(position) if after_field or in_set else self._read_term(position)
        self.tokens.append(Token("end", (len(self.text), len(self.text))))
        return self.tokens

    def _skip_space(self, position: int) -> int:
        while position < len(self.text) and self.text[position] in " \t\r\n\u3000":
            position += 1
        return position

    def _read_term(self, start: int) -> int:
        """A keyword, a leading minus, `field:`, or a bare word of free text."""
        if self.text[start] == "-" and start + 1 < len(self.text) and self.text[start + 1] not in " \t\r\n\u3000)":
            self.tokens.append(Token("not", (start, start + 1), "-"))
            return start + 1
        word = self._read_word(start, stop_at_colon=True)
        if word.colon:
            text = "*".join(word.parts)
            path = (text[: word.first_dot], text[word.first_dot + 1 :]) if word.first_dot >= 0 else (text, "")
            self.tokens.append(Token("field", (start, word.end), text, path))
            return self._read_operator(word.end + 1)
        self._add_value(start, word)
        return word.end

    def _read_value(self, start: int) -> int:
        """A value after `field:` or an element of a set, perhaps with its own operator."""
        if self.tokens[-1].kind != "operator":
            after = self._read_operator(start)
            if after != start:
                return after
        word = self._read_word(start, stop_at_colon=False)
        self._add_value(start, word)
        return word.end

    def _add_value(self, start: int, word: _Word) -> None:
        if not word.quoted and len(word.parts) == 1 and word.parts[0] in _KEYWORDS:
            self.tokens.append(Token(_KEYWORDS[word.parts[0]], (start, word.end), word.parts[0]))
            return
        span = (start, word.end)
        self.tokens.append(Token("value", span, value=Value(tuple(word.parts), span)))

    def _read_operator(self, position: int) -> int:
        for operator in _OPERATORS:
            if self.text.startswith(operator, position):
                self.tokens.append(Token("operator", (position, position + len(operator)), operator))
                return position + len(operator)
        return position

    def _read_word(self, start: int, *, stop_at_colon: bool) -> _Word:
        word = _Word(parts=[""], quoted=False, end=start, colon=False, first_dot=-1)
        position = start
        while position < len(self.text):
            char = self.text[position]
            if char == '"':
                segment, position = self._read_quoted(position)
                word.parts[-1] += segment
                word.quoted = True
                continue
            if char in _STOPS:
                break
            if char == ":" and stop_at_colon:
                word.colon = True
                break
            if char == "*":
                word.parts.append("")
            else:
                if char == "." and word.first_dot < 0:
                    word.first_dot = len("*".join(word.parts))
                word.parts[-1] += char
            position += 1
        word.end = position
        return word

    def _read_quoted(self, start: int) -> tuple[str, int]:
        """The text between quotes, in which `\\"` and `\\\\` stand for themselves, and the position after the closing quote."""
        found: list[str] = []
        position = start + 1
        while position < len(self.text):
            char = self.text[position]
            if char == '"':
                return "".join(found), position + 1
            if char == "\\" and self.text[position + 1 : position + 2] in ('"', "\\"):
                position += 1
                char = self.text[position]
            found.append(char)
            position += 1
        raise FilterError("This quote is never closed.", start, len(self.text), 'Add a closing " at its end.')
