"""Templates: texts with expressions between double braces, and how the values of these are printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from pathlib import Path
from typing import Final

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.bccache import Bucket
from jinja2.filters import do_mark_safe

from analysis.problem import Problem
from analysis.tables.periods import in_runs
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

_KINDS: Final[Mapping[str, str]] = {
    "Number": "a number of the indicators",
    "Missing": "a missing value",
    "OutOfReach": "a missing value",
    "Period": "a period",
    "str": "a text",
    "int": "a plain number",
    "float": "a plain number",
}
"""What authors call the types of values in templates."""
_OPERATIONS: Final = (
    re.compile(r"unsupported operand type\(s\) for (?P<sign>\S+).*: '(?P<left>\w+)' and '(?P<right>\w+)'"),
    re.compile(r"'(?P<sign>\S+)' not supported between instances of '(?P<left>\w+)' and '(?P<right>\w+)'"),
    re.compile(r"bad operand type for unary (?P<sign>\S): '(?P<right>\w+)'"),
    re.compile(r"can only (?P<sign>concatenate) (?P<left>\w+) \(not \"(?P<right>\w+)\"\) to \w+"),
)
"""What Python says of an operation that the types do not have."""
_FILES: Final = FileSystemLoader(PASSAGES)
_TEXT: Final = "text:{}"
"""The name of a template that is no passage: its text."""
_HELD: Final = 100
"""How many templates are held compiled: more than the editions share. What names a place is compiled for its edition
alone, half a megabyte of it."""
_COMPUTED: Final = 'computed("starting_children:England:2025 / 365", "per_day")'


class Templates:
    """What templates may call and know by name, and their texts filled in."""

    def __init__(self, functions: Iterable[Callable[..., object]]) -> None:
        self._functions: dict[str, object] = {}
        self._named: dict[str, object] = {}
        self._marked = _environment(_marked, escaping=True)
        self._marked.bytecode_cache = COMPILED
        self._plain = _environment(_printed, escaping=False)
        self.know(functions)

    def know(self, functions: Iterable[Callable[..., object]]) -> None:
        """Let templates call more functions, by their names."""
        self.define({function.__name__: function for function in functions})

    def define(self, values: Mapping[str, object]) -> None:
        """Let templates and passages use more values, by their names."""
        self._functions |= values
        self._marked.globals = self._plain.globals = self._functions

    @property
    def functions(self) -> Set[str]:
        """The names of the functions that templates may call."""
        return {name for name, value in self._functions.items() if callable(value)}

    def name(self, named: Mapping[str, object]) -> None:
        """Let templates, but no passages, know some things by name, and forget the earlier ones."""
        self._named = dict(named)

    def markdown(self, template: str) -> str:
        """A template in Markdown filled in, each number marked with its key.

        What it sets or imports is known to the templates after it, until others are named (:meth:`name`).

        Raises :class:`Problem` if it cannot be read, or calls a function that does not exist.
        """
        return self._filled(template, self._marked)

    def text(self, template: str) -> str:
        """A template in plain words filled in; raises :class:`Problem` as :meth:`markdown` does."""
        return self._filled(template, self._plain) if "{" in template else template

    def _filled(self, template: str, environment: Environment) -> str:
        try:
            read = environment.get_template(_TEXT.format(template))
            context = read.new_context(self._functions | self._named, shared=True)  # Jinja need not join them
            text = "".join(read.root_render_func(context))
        except TemplateSyntaxError as error:
            raise Problem(f"Line {error.lineno} is not a template that can be read ({error.message}).") from error
        except UndefinedError as error:
            if name := re.search(r"'(\w+)' is undefined", str(error)):
                near = listed(nearest(name[1], {*self._functions, *self._named}))
                raise Problem(f"A template names '{name[1]}', which is unknown: the nearest are {near}.") from error
            raise Problem(f"A template asks for what is not there: {error}.") from error
        except TypeError as error:
            raise Problem(f"A template {_misuse(error)}.") from error
        self._named |= {name: value for name, value in context.vars.items() if name not in self._functions}
        return text


class Compiled(BytecodeCache):
    """Templates as Jinja compiles them, by its keys: one process can compile them for another."""

    def __init__(self) -> None:
        self.codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is compiled already."""
        if bucket.key in self.codes:
            bucket.bytecode_from_string(self.codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep nothing: a template is compiled once and then held by its environment."""


class _Collected(Compiled):
    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key] = bucket.bytecode_to_string()


COMPILED: Final = Compiled()
"""What another process has compiled for this one."""


def compiled(templates: Iterable[str]) -> dict[str, bytes]:
    """Every passage and some templates in Markdown compiled, but for those that cannot be read."""
    environment = _environment(_marked, escaping=True)
    environment.bytecode_cache = collected = _Collected()
    for name in (*_FILES.list_templates(), *map(_TEXT.format, templates)):
        with suppress(TemplateSyntaxError):
            environment.get_template(name)
    return collected.codes


def _misuse(error: TypeError) -> str:
    """What a template did when Python refused an operation or a call, and what to write instead.

    >>> _misuse(TypeError("unsupported operand type(s) for -: 'str' and 'int'"))
    'tries a text - a plain number: write now - 1 for the year before, with the name of a period'
    """
    operation = next(filter(None, (pattern.fullmatch(str(error)) for pattern in _OPERATIONS)), None)
    if operation is None:
        called = re.fullmatch(r"'(\w+)' object is not callable", str(error))
        if called:
            return f"calls {_KINDS.get(called[1], called[1])}, which is no function: leave out its brackets"
        return f"calls a function with arguments that it does not take: {error}"
    tried = {name: _KINDS.get(kind, kind) for name, kind in operation.groupdict(default="").items() if kind}
    words = " ".join(tried[name] for name in ("left", "sign", "right") if name in tried)
    if not {"Number", "Missing", "OutOfReach"} & {*operation.groupdict().values()}:
        return f"tries {words}: write now - 1 for the year before, with the name of a period"
    if tried["sign"] in ("<", "<=", ">", ">="):
        return f"tries {words}: compare the values, such as n(…).value > 0, or write higher(…, …)"
    return f"tries {words}: write computed(…) for arithmetic, such as " + _COMPUTED


def _printed(value: object) -> object:
    if isinstance(value, Number | Missing):
        return str(value)
    if value is None or isinstance(value, int | float):
        raise Problem(
            f"The template prints {value!r}, which is no number of the indicators: print n(…) or what is made "
            f"of it, so that it is recorded."
        )
    return value


def marked(text: str, key: str) -> str:
    """The text of a number as Markdown, marked with its key."""
    return f'[{in_markdown(text)}]{{.number key="{key}"}}'


def _marked(value: object) -> object:
    if isinstance(value, Number):
        return do_mark_safe(marked(str(value), value.key))
    text = _printed(value)
    # A passage is Markdown already; all else is words of the data.
    return text if hasattr(text, "__html__") else do_mark_safe(in_markdown(str(text)))


def _environment(finalize: Callable[[object], object], *, escaping: bool) -> Environment:
    # `{#` opens the attributes of a heading in Markdown, so that a template's remarks need another sign.
    environment = Environment(
        undefined=StrictUndefined,
        finalize=finalize,
        comment_start_string="{##",
        comment_end_string="##}",
        keep_trailing_newline=True,
        autoescape=escaping,  # noqa: S701 - of Markdown, by ``finalize``; a plain text is escaped where a page takes it
        loader=ChoiceLoader([PrefixLoader({"text": FunctionLoader(str)}, delimiter=":"), _FILES]),
        cache_size=_HELD,
        auto_reload=False,  # no passage changes during a build
        optimized=False,  # a text is filled in once or twice: looking for what is constant in it takes longer
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
        "in_runs": in_runs,
    }
    return environment
