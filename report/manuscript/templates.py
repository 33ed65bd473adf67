"""Templates: texts that hold expressions between double braces, and how what these give is printed.

Jinja reads them. Nearly every cell and caption is a template of its own, though all are made of a few dozen expressions
over other places and years: so each expression is read by itself, and once for all that differ only in what they name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.filters import do_mark_safe

from analysis.problem import Problem
from analysis.wording import listed, nearest
from report.manuscript.in_markdown import in_markdown
from report.manuscript.printed import (
    Missing,
    Number,
    capital,
    listed_in_text,
    one_in,
    plural,
    size,
    words,
)

PASSAGES = Path(__file__).parents[1] / "chapters" / "passages"
"""Sentences that several chapters say of different places, as macros that templates import."""

_EXPRESSION = re.compile(r"""\{\{(?![-+])((?:[^{}'"\\]|'[^{}'\\]*'|"[^{}"\\]*")*)(?<![-+])\}\}""")
_LITERAL = re.compile(r"""'[^']*'|"[^"]*"|(?<![\w.])[0-9]+(?![\w.])""")
_MORE = re.compile(r"\{(?:\{|%|##)")
"""What text between expressions would not be text to Jinja."""


class Templates:
    """What templates may call and know by name, and their texts filled in."""

    def __init__(self, functions: Iterable[Callable[..., object]]) -> None:
        self._functions: dict[str, object] = {}
        self._named: Mapping[str, object] = {}
        self._marked = _environment(_marked, escaping=True)
        self._plain = _environment(_printed, escaping=False)
        self._values = _environment(None, escaping=False)
        self._whole = cache(Environment.from_string)
        self._expression = cache(self._values.compile_expression)
        self.know(functions)

    def know(self, functions: Iterable[Callable[..., object]]) -> None:
        """Lets templates call more functions, by their names."""
        self._functions |= {function.__name__: function for function in functions}
        self._marked.globals = self._plain.globals = self._functions

    def name(self, named: Mapping[str, object]) -> None:
        """Lets templates, but no passages, know some things by name, and forget what they knew before."""
        self._named = named

    def markdown(self, template: str) -> str:
        """A template in Markdown filled in, each number marked with its key.

        Raises :class:`Problem` where it cannot be read or calls what there is not.
        """
        return self._filled(template, self._marked, _marked)

    def text(self, template: str) -> str:
        """A template in plain words filled in; raises :class:`Problem` as :meth:`markdown` does."""
        return self._filled(template, self._plain, _printed) if "{" in template else template

    def _filled(self, template: str, environment: Environment, printed: Callable[[object], object]) -> str:
        try:
            parts = _EXPRESSION.split(template)
            if not any(map(_MORE.search, parts[::2])):
                with suppress(TemplateSyntaxError):  # the whole says in which line
                    parts[1::2] = [str(printed(self._value(expression))) for expression in parts[1::2]]
                    return "".join(parts)
            return self._whole(environment, template).render(self._named)
        except TemplateSyntaxError as error:
            raise Problem(f"Line {error.lineno} is not a template that can be read ({error.message}).") from error
        except UndefinedError as error:
            name = re.search(r"'(\w+)' is undefined", str(error))
            near = listed(nearest(name[1], self._functions)) if name else ""
            raise Problem(f"A template says: {error}{f'; the nearest are {near}' if near else ''}.") from error
        except TypeError as error:
            raise Problem(f"A template calls a function with arguments that it does not take: {error}.") from error

    def _value(self, expression: str) -> object:
        """What an expression gives; its texts and whole numbers are handed over by name."""
        named: dict[str, object] = {}

        def by_name(literal: re.Match[str]) -> str:
            name, text = f"literal{len(named)}", literal[0]
            named[name] = int(text) if text.isdigit() else text[1:-1]
            return name

        alike = _LITERAL.sub(by_name, expression)
        value: object = self._expression(alike, undefined_to_none=False)({**self._functions, **self._named, **named})
        return value


def _printed(value: object) -> object:
    if isinstance(value, Number | Missing):
        return str(value)
    if value is None or isinstance(value, int | float):
        raise Problem(
            f"The template prints {value!r}, which is no number of the indicators: print n(…) or what is made "
            f"of it, so that it is recorded."
        )
    return value


def _marked(value: object) -> object:
    if isinstance(value, Number):
        return do_mark_safe(f'[{in_markdown(str(value))}]{{.number key="{value.key}"}}')
    text = _printed(value)
    # What a passage gives is Markdown already; all else is words of the data.
    return text if hasattr(text, "__html__") else do_mark_safe(in_markdown(str(text)))


def _environment(finalize: Callable[[object], object] | None, *, escaping: bool) -> Environment:
    # `{#` opens the attributes of a heading in Markdown, so that a template's remarks need another sign.
    environment = Environment(
        undefined=StrictUndefined,
        finalize=finalize,
        comment_start_string="{##",
        comment_end_string="##}",
        keep_trailing_newline=True,
        autoescape=escaping,  # noqa: S701 - of Markdown, by ``finalize``; a plain text is escaped where a page takes it
        loader=FileSystemLoader(PASSAGES),
        auto_reload=False,  # no build lives to see a passage change
        extensions=["jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals = {}
    environment.filters |= {
        "words": words,
        "one_in": one_in,
        "size": size,
        "capital": capital,
        "plain": str,
        "plural": plural,
        "listed": listed_in_text,
    }
    return environment
