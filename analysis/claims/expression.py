"""Arithmetic over named values, as the rows of ``claims.csv`` write it.

``referrals:England:2022 / referrals:England:2021 - 1`` is the growth of referrals; its names are keys of values. The
same arithmetic sets claims against each other, by their ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from analysis.problem import Problem
from analysis.tables.periods import PERIOD_PATTERN

Tree: TypeAlias = "float | str | tuple[str, Tree, Tree]"

_TOKEN = re.compile(
    r"\s*(?:"
    rf"(?P<name>[a-z][a-z0-9_]*(?:\[[^\]]*\])?:[^:;]+:{PERIOD_PATTERN}|[a-z][a-z0-9]*(?:-[a-z0-9]+)+)"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<sign>[-+*/()])"
    r")\s*"
)


@dataclass(frozen=True)
class Expression:
    """A sum, difference, product or quotient of names and numbers; a name is a key of a value or the id of a claim."""

    tree: Tree

    @classmethod
    def parse(cls, text: str) -> Expression:
        """The expression that a text writes, with the signs + - * / and brackets.

        Raises ``Problem`` if it cannot be read.

        >>> Expression.parse("(a:Kent:2025 + b[fire]:Kent:2023-24) / 2").names
        ('a:Kent:2025', 'b[fire]:Kent:2023-24')
        >>> Expression.parse("one-claim / another-claim").value({"one-claim": 1.0, "another-claim": 4.0}.__getitem__)
        0.25
        """
        return cls(_Reader(text).whole())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names, each once, in the order of the text."""
        return tuple(dict.fromkeys(_names(self.tree)))

    @property
    def is_name(self) -> bool:
        """Whether the expression is one name and nothing else."""
        return isinstance(self.tree, str)

    def value(self, of: Callable[[str], float]) -> float | None:
        """The value, ``of`` giving those of the names; None if it would divide by zero."""
        try:
            return _value(self.tree, of)
        except ZeroDivisionError:
            return None

    def renamed(self, name: Callable[[str], str]) -> Expression:
        """The same arithmetic over other names."""
        return Expression(_renamed(self.tree, name))

    def __str__(self) -> str:
        """The expression as ``parse`` reads it, with the brackets that it needs.

        >>> str(Expression.parse("a-b/(c-d *2)- 1"))
        'a-b / (c-d * 2) - 1'
        """
        return _written(self.tree)


class _Reader:
    """Reads sums of products of names, numbers and brackets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._read())
        self._at = 0

    def whole(self) -> Tree:
        tree = self._sum()
        if self._at < len(self._tokens):
            raise self._problem()
        return tree

    def _read(self) -> Iterator[tuple[str, str]]:
        end = 0
        while end < len(self._text):
            match = _TOKEN.match(self._text, end)
            if match is None or match.lastgroup is None:
                raise self._problem()
            yield match.lastgroup, match[match.lastgroup]
            end = match.end()

    def _sum(self) -> Tree:
        tree = self._product()
        while self._sign() in ("+", "-"):
            tree = (self._next()[1], tree, self._product())
        return tree

    def _product(self) -> Tree:
        tree = self._operand()
        while self._sign() in ("*", "/"):
            tree = (self._next()[1], tree, self._operand())
        return tree

    def _operand(self) -> Tree:
        kind, text = self._next()
        if kind == "name":
            return text
        if kind == "number":
            return float(text)
        if text != "(":
            raise self._problem()
        tree = self._sum()
        if self._sign() != ")":
            raise self._problem()
        self._next()
        return tree

    def _sign(self) -> str:
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        return text if kind == "sign" else ""

    def _next(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise self._problem()
        self._at += 1
        return self._tokens[self._at - 1]

    def _problem(self) -> Problem:
        return Problem(
            f"'{self._text}' cannot be read as a formula: expected keys such as referrals:England:2022, numbers, the "
            "signs + - * / and brackets."
        )


def _names(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, tuple):
        yield from _names(tree[1])
        yield from _names(tree[2])


def _value(tree: Tree, of: Callable[[str], float]) -> float:
    if isinstance(tree, str):
        return of(tree)
    if isinstance(tree, float):
        return tree
    sign, left, right = tree
    one, other = _value(left, of), _value(right, of)
    match sign:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
    return one / other


def _renamed(tree: Tree, name: Callable[[str], str]) -> Tree:
    if isinstance(tree, str):
        return name(tree)
    if isinstance(tree, float):
        return tree
    return tree[0], _renamed(tree[1], name), _renamed(tree[2], name)


def _written(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    if isinstance(tree, float):
        return f"{tree:.12g}"
    sign, left, right = tree
    first = _bracketed(left) if sign in "*/" and _is_sum(left) else _written(left)
    second = _bracketed(right) if _is_sum(right) or (sign == "/" and isinstance(right, tuple)) else _written(right)
    return f"{first} {sign} {second}"


def _is_sum(tree: Tree) -> bool:
    return isinstance(tree, tuple) and tree[0] in "+-"


def _bracketed(tree: Tree) -> str:
    return f"({_written(tree)})"
