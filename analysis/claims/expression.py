"""Arithmetic over named values, as the rows of ``claims.csv`` write it.

``referrals:England:2022 / referrals:England:2021 - 1`` is the growth of referrals; its names are keys of values. The
same arithmetic sets claims against each other, by their ids.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from analysis.problem import Problem
from analysis.tables.periods import PERIOD_PATTERN

Tree: TypeAlias = "float | str | tuple[str, Tree, Tree]"

_NAME = rf"[a-z][a-z0-9_]*(?:\[[^\]]*\])?:[^:;]+:{PERIOD_PATTERN}|[a-z][a-z0-9]*(?:-[a-z0-9]+)+"
_TEXT = re.compile(rf"(?>\s*(?:{_NAME}|\d+(?:\.\d+)?|[-+*/()]))*+\s*")
_SIGNS: Final[dict[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


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
        return cls(_tree(text))

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


def _tree(text: str) -> Tree:
    """The tree of a text. Python reads its arithmetic, in which a word without hyphens and colons is put for a name."""
    names: list[str] = re.findall(_NAME, text)
    words = (f" name{position} " for position in range(len(names)))
    unread = Problem(
        f"'{text}' cannot be read as a formula: expected keys such as referrals:England:2022, numbers, the signs "
        "+ - * / and brackets."
    )

    def read(node: ast.expr) -> Tree:
        match node:
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
                return _SIGNS[type(sign)], read(left), read(right)
            case ast.Name(id=word):
                return names[int(word.removeprefix("name"))]
            case ast.Constant(value=int() | float() as number):
                return float(number)
        raise unread

    if not _TEXT.fullmatch(text):
        raise unread
    try:
        written = re.sub(_NAME, lambda _: next(words), text).strip()
        return read(ast.parse(written, mode="eval").body)
    except SyntaxError as error:
        raise unread from error


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
