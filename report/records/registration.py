"""The registered definitions: what each indicator and each rule of claims is, and with which data it became so.

``analysis/registered.csv`` has a row for each. A definition that is computed otherwise than before is registered with
the newest data of that moment; what stays as it is keeps the data that it was registered with. So the file shows
whether a definition was changed after newer data had come, when its results could be seen.

``valuing-care definitions --register`` writes the file, and every build has it as ``registered.csv``.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import inspect
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analysis.wording import listed

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from analysis.formulas.indicator import Definition
    from analysis.formulas.provenance import Trails
    from analysis.tables.loading import Tables

FILE: Final = "analysis/registered.csv"
"""The registered definitions, by path in the project."""

INDICATOR: Final = "indicator"
RULE: Final = "rule of claims"

_METHOD: Final = "analysis.indicators"
_RULES: Final = "analysis.claims.rules"
_NOT_COMPUTED: Final = ("annotation", "decorator_list", "returns", "type_comment", "type_params")
"""What a statement has besides what it computes: declarations for readers and for the checker of types."""


class Name(NamedTuple):
    """An indicator or a rule of claims, by what it is and by its name in the code."""

    kind: str
    name: str


class Fingerprint(NamedTuple):
    """The hashes of a definition: of its words, and of what it computes, however the code is formatted."""

    words: str
    computation: str


class Data(NamedTuple):
    """The newest data behind a definition: when it was published, as far as that is known, and its last period."""

    published: str
    period: str

    def __str__(self) -> str:
        """The data in words.

        >>> str(Data("2025-11", "2025")), str(Data("", "2025")), str(Data("2025-11", ""))
        ('figures to 2025, published in 2025-11', 'figures to 2025', 'data published up to 2025-11')
        """
        if not self.period:
            return f"data published up to {self.published}"
        return f"figures to {self.period}" + (f", published in {self.published}" if self.published else "")


class Registered(NamedTuple):
    """A definition as it is registered; ``data`` is None if it has changed since and is not registered as it is now."""

    fingerprint: Fingerprint
    data: Data | None


Register = Mapping[Name, Registered]


def fingerprints(definitions: Mapping[str, Definition]) -> dict[Name, Fingerprint]:
    """The hashes of every indicator and of every rule of claims, as the code has them now."""
    found = {Name(INDICATOR, name): _of_indicator(definition) for name, definition in definitions.items()}
    return found | {Name(RULE, name): fingerprint for name, fingerprint in of_statements(_source(_RULES)).items()}


def of_statements(source: str) -> dict[str, Fingerprint]:
    r"""The hashes of every function, class and constant of a module, by name.

    Comments, formatting and type hints do not count, and words are apart from what is computed:

    >>> one = of_statements('LIMIT: Final = 0.03  # as declared\n"How far a figure may be off."')["LIMIT"]
    >>> other = of_statements('LIMIT: float = (\n    0.03\n)\n"How far off a figure may be."')["LIMIT"]
    >>> one.computation == other.computation, one.words == other.words
    (True, False)
    """
    body = ast.parse(source).body
    return {
        name: Fingerprint(_hash(_words(statement, following)), _hash(_syntax(statement)))
        for statement, following in pairwise([*body, ast.Pass()])
        for name in _defined_by(statement)
        if not isinstance(statement, ast.ImportFrom)
    }


def newest_data(indicators: pd.DataFrame, trails: Trails, tables: Tables) -> dict[str, Data]:
    """The newest data behind each indicator and, under no name, behind all of them and the claims.

    It is that of one value: of the newest period, for England if it has one.
    """
    from analysis.formulas.key import Key
    from analysis.tables.areas import ENGLAND

    held = indicators[indicators["value"].notna()]
    held = held.assign(elsewhere=held["area_code"] != ENGLAND).sort_values(
        ["period", "elsewhere"], ascending=[False, True], kind="stable"
    )
    found = {}
    for name, breakdown, area, period in (
        held.drop_duplicates("indicator")[["indicator", "breakdown", "area_code", "period"]].to_numpy().tolist()
    ):
        sources = [tables.sources[source] for source in trails.sources(Key(name, breakdown, area, period))]
        found[name] = Data(_newest(sources), period)
    return found | {"": Data(max(_newest(tables.sources.values()), *tables.claims["published"]), "")}


def as_they_are(register: Register, now: Mapping[Name, Fingerprint]) -> dict[Name, Registered]:
    """The definitions of today, each with the data that it is registered with, if it is."""
    return {name: Registered(found, _data_of(register, name, found)) for name, found in now.items()}


def registered(
    register: Register, now: Mapping[Name, Fingerprint], newest: Mapping[str, Data]
) -> dict[Name, Registered]:
    """The register of the definitions as they are now: what is new or computed otherwise gets the newest data."""
    return {
        name: entry._replace(data=entry.data or newest.get(name.name if name.kind == INDICATOR else "", newest[""]))
        for name, entry in as_they_are(register, now).items()
    }


def unregistered(register: Register, now: Mapping[Name, Fingerprint]) -> list[str]:
    """What is not registered as it is now, a sentence each; empty if all is."""
    found = []
    for name in sorted({*register, *now}):
        entry = register.get(name)
        if entry is None:
            found.append(f"The {name.kind} {name.name} is not registered.")
        elif name not in now:
            found.append(f"The {name.kind} {name.name} is registered, and is no longer defined.")
        elif entry.fingerprint.computation != now[name].computation:
            found.append(f"The {name.kind} {name.name} is computed otherwise than registered with {entry.data}.")
        elif entry.fingerprint.words != now[name].words:
            found.append(f"The {name.kind} {name.name} has other words than those registered.")
    return found


def changes(old: Register, new: Register) -> Iterator[str]:
    """How definitions differ between two builds, and whether newer data had come before, a sentence a kind."""
    both = sorted(old.keys() & new.keys())
    other = [name for name in both if old[name].fingerprint.computation != new[name].fingerprint.computation]
    after = [name for name in other if _is_newer(new[name].data, old[name].data)]
    silent = [name for name in other if new[name].data is None]
    reworded = [
        name for name in both if name not in other and old[name].fingerprint.words != new[name].fingerprint.words
    ]
    since: dict[str, list[str]] = {}
    for name in after:
        since.setdefault(f"({old[name].data}; now {new[name].data})", []).append(name.name)
    for data, names in since.items():
        yield from _sentence(f"computed otherwise since newer data came {data}", names)
    same = [name.name for name in other if name not in (*after, *silent)]
    yield from _sentence("computed otherwise over the same data", same)
    yield from _sentence("computed otherwise and not registered as they are", [name.name for name in silent])
    yield from _sentence("worded otherwise and computed as before", [name.name for name in reworded])
    yield from _sentence("new", [name.name for name in sorted(new.keys() - old.keys())])
    yield from _sentence("no longer there", [name.name for name in sorted(old.keys() - new.keys())])


def register_of(root: Path) -> dict[Name, Registered]:
    """The registered definitions of a checkout."""
    file = root / FILE
    return read(file.read_bytes() if file.is_file() else b"")


def read(table: bytes) -> dict[Name, Registered]:
    """The registered definitions of a file; none if the file is empty."""
    rows = csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""))
    return {
        Name(row["kind"], row["name"]): Registered(
            Fingerprint(row["words"], row["computation"]),
            Data(row["published"], row["period"]) if row["published"] or row["period"] else None,
        )
        for row in rows
    }


def written(register: Register) -> bytes:
    """The file of registered definitions, sorted by name."""
    text = io.StringIO(newline="")
    rows = [(*name, *fingerprint, *(data or ("", ""))) for name, (fingerprint, data) in sorted(register.items())]
    csv.writer(text, lineterminator="\n").writerows([("kind", "name", *Fingerprint._fields, *Data._fields), *rows])
    return text.getvalue().encode()


def _newest(sources: Iterable[Mapping[str, Any]]) -> str:
    return max((str(source["published"]) for source in sources), default="")


def _data_of(register: Register, name: Name, now: Fingerprint) -> Data | None:
    entry = register.get(name)
    return entry.data if entry and entry.fingerprint.computation == now.computation else None


def _is_newer(data: Data | None, than: Data | None) -> bool:
    """Whether data is newer, by when it was published or by its periods."""
    return bool(data and than) and any(one > other for one, other in zip(data or (), than or (), strict=True))


def _sentence(what: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"Definitions {what}: {listed(names)}."


def _of_indicator(definition: Definition) -> Fingerprint:
    """The hashes of an indicator: a formula is what it reads, a derivation what its statements compute."""
    computed: dict[str, Any] = {
        "unit": definition.unit,
        "derived from": definition.derived_from,
        "alternatives": definition.alternatives,
        "formula": _settings(definition.formula),
    }
    if definition.derivation:
        # A function that is made within another is defined by it.
        outermost = definition.derivation.__qualname__.partition(".")[0]
        computed["statements"] = dict(sorted(_reached(definition.module, outermost, {}).items()))
    return Fingerprint(_hash(definition.definition), _hash(computed))


def _settings(value: object) -> object:
    """What a formula or a term says other than its words, without what is left as it is by default."""
    if isinstance(value, tuple):
        return [_settings(each) for each in value]
    if not is_dataclass(value):
        return value
    said = {field.name: getattr(value, field.name) for field in fields(value) if field.name != "words"}
    defaults = {field.name: field.default for field in fields(value)}
    return {name: _settings(setting) for name, setting in said.items() if setting != defaults[name]}


def _reached(module: str, name: str, found: dict[str, object]) -> dict[str, object]:
    """The syntax of a statement of the method and of those that it refers to, added to ``found``."""
    statement = _statements(module).get(name)
    if isinstance(statement, ast.ImportFrom):
        if statement.module and statement.module.startswith(_METHOD):
            original = next(alias.name for alias in statement.names if name in (alias.asname, alias.name))
            _reached(statement.module, original, found)
    elif statement and f"{module}.{name}" not in found:
        found[f"{module}.{name}"] = _syntax_of(module, name)
        for used in _names(statement):
            _reached(module, used, found)
    return found


@cache
def _syntax_of(module: str, name: str) -> object:
    return _syntax(_statements(module)[name])


@cache
def _statements(module: str) -> dict[str, ast.stmt]:
    """The statements of a module by the names that they define or import."""
    return {name: statement for statement in ast.parse(_source(module)).body for name in _defined_by(statement)}


def _source(module: str) -> str:
    return inspect.getsource(import_module(module))


def _defined_by(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.ImportFrom):
        return [alias.asname or alias.name for alias in statement.names]
    targets: Iterable[ast.expr] = ()
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value:
        targets = [statement.target]
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a node computes with."""
    if isinstance(node, ast.Name):
        yield node.id
    for name, part in ast.iter_fields(node):
        if name not in _NOT_COMPUTED:
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, ast.AST):
                    yield from _names(each)


def _words(statement: ast.stmt, following: ast.stmt) -> str:
    """The docstring of a function or class, or the text that follows a constant."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        text = ast.get_docstring(statement) or ""
    else:
        text = following.value.value if _is_text(following) else ""  # type: ignore[attr-defined]  # as a text has
    return " ".join(text.split(">>>")[0].split())


def _syntax(node: object) -> object:
    """What a node of the code computes: its type and its parts, without docstrings, decorators and type hints."""
    if isinstance(node, list):
        return [_syntax(each) for each in node if not _is_text(each)]
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.AnnAssign) and node.value:
        node = ast.Assign([node.target], node.value)
    # Versions of Python differ in the empty parts that a node has.
    parts = {name: part for name, part in ast.iter_fields(node) if part not in (None, []) and name not in _NOT_COMPUTED}
    return [type(node).__name__, {name: _syntax(part) for name, part in parts.items()}]


def _is_text(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _hash(content: object) -> str:
    """The beginning of the SHA-256, long enough for no two to meet by chance."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
