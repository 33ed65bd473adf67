"""The tidy tables of ``data/``: loaded once, checked against ``datapackage.json``, never written.

Every computation starts here; nothing else in the analysis sees a path.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.problem import Problem, why_unread
from analysis.tables.areas import Areas
from analysis.tables.corrections import Corrections
from analysis.tables.forbidden import first_forbidden
from analysis.tables.membership import Membership
from analysis.tables.neighbours import Neighbours
from analysis.tables.releases import FIGURE, Release, first_release, later_release

PACKAGE = "datapackage.json"
CORRECTIONS = "corrections.toml"
REPLAY = "replay"
"""What a data package has if its tables are of another year (``analysis.tables.replay``)."""
OBSERVATION_KEY = [*FIGURE, "release"]
STATUS_ORDER = pd.CategoricalDtype(["provisional", "final"], ordered=True)


@dataclass(frozen=True)
class Tables:
    """The tables of one folder, each read on first use.

    Reading a table raises ``Problem`` if it is not as ``datapackage.json`` says.
    """

    folder: Path
    package: Mapping[str, Any]

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Places: one row each, ``county_group`` as bool, dates as ISO text, empty if there is none."""
        frame = self.text("areas")
        return frame.assign(county_group=frame["county_group"] == "true")

    @cached_property
    def area_codes(self) -> pd.DataFrame:
        """Every dated code of any scheme, with the place that has it; all text."""
        return self.text("area_codes")

    @cached_property
    def places(self) -> Areas:
        """Places as objects, to look up by code or name."""
        return Areas.from_records(*(_records(self.text(name)) for name in ("areas", "area_codes", "area_names")))

    @cached_property
    def membership(self) -> Membership:
        """Which authorities make up which region, class and group."""
        return Membership(self.areas)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The statistical neighbours of each council. Raises ``Problem`` if the table has no rows."""
        frame = self._filled("statistical_neighbours", self.text("statistical_neighbours"))
        return Neighbours(frame.assign(rank=frame["rank"].astype(int)))

    @cached_property
    def corrections(self) -> Corrections:
        """What publishers got wrong, as ``corrections.toml`` declares it."""
        return Corrections.load(self.folder / CORRECTIONS)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The numbers that others have published, one row a claim; all text."""
        return self._filled("claims", _read(self.folder, self.resource("claims")))

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents that claims are taken from; all text."""
        return _read(self.folder, self.resource("documents"))

    @property
    def is_replay(self) -> bool:
        """Whether the tables are those of another year, in which a series may not have begun."""
        return REPLAY in self.package

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """Where figures come from, by ``source_id``: its entry in the data package."""
        return {entry["id"]: entry for entry in self.package["sources"]}

    def observations(self, name: str) -> pd.DataFrame:
        """All rows of a table of observations, superseded ones included.

        ``value`` is a float. It is NaN if the publisher gave none, and ``marker`` then says why. All else is text.
        """
        if name not in self._observations:
            self._observations[name] = self._of_known_origin(name)
        return self._observations[name].copy(deep=False)

    def current(self, name: str) -> pd.DataFrame:
        """One row for each place, period, measure and breakdown: the newest final one, else the newest provisional one.

        These four columns and the release are categories in the order of their texts. Raises ``Problem`` if the table
        has no rows.
        """
        if name not in self._current:
            frame = self._filled(name, self.observations(name))
            kinds = dict.fromkeys(OBSERVATION_KEY, "category") | {"status": STATUS_ORDER}
            frame = frame[frame["status"] != "superseded"].astype(kinds)
            frame = frame.assign(**{name: frame[name].cat.as_ordered() for name in OBSERVATION_KEY})
            newest_last = frame.sort_values([*FIGURE, "status", "release"], kind="stable")
            self._current[name] = newest_last.drop_duplicates(FIGURE, keep="last").reset_index(drop=True)
        return self._current[name].copy(deep=False)

    def forget_superseded(self) -> None:
        """Let go of the rows that :meth:`current` leaves out: 30 MB, which are read again if they are asked for."""
        self._observations.clear()

    def of_release(self, name: str, release: Release) -> pd.DataFrame:
        """One row for each place, period, measure and breakdown that a table has a first or a later release of.

        The newest release is that of :meth:`current`; ``analysis.tables.releases`` says what the others are.
        """
        if release == "newest":
            return self.current(name)
        if (name, release) not in self._of_release:
            chosen = first_release if release == "first" else later_release
            self._of_release[name, release] = chosen(self.observations(name))
        return self._of_release[name, release]

    def resource(self, name: str) -> Mapping[str, Any]:
        """The entry of a table in ``datapackage.json``. Raises ``Problem`` if there is none."""
        for resource in self.package["resources"]:
            if resource["name"] == name:
                found: Mapping[str, Any] = resource
                return found
        names = ", ".join(resource["name"] for resource in self.package["resources"])
        raise Problem(f"{PACKAGE} has no table called '{name}': it has {names}.")

    def text(self, name: str) -> pd.DataFrame:
        """A table as text. Raises ``Problem`` if it does not fit its schema."""
        resource = self.resource(name)
        frame = _read(self.folder, resource)
        for fault in _faults(frame, resource):
            raise Problem(fault)
        return frame

    def _filled(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A table that has rows. Raises ``Problem`` if it has none: nothing can be computed from it.

        In the tables of an earlier year a series may not have begun.
        """
        if frame.empty and not self.is_replay:
            raise Problem(
                f"{self.resource(name)['path']} in {self.folder} has no rows, and the report rests on it: import the "
                "files that fill it (README.md in data says what it holds), or restore it."
            )
        return frame

    @cached_property
    def _observations(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _of_release(self) -> dict[tuple[str, Release], pd.DataFrame]:
        return {}

    @cached_property
    def _current(self) -> dict[str, pd.DataFrame]:
        return {}

    def _of_known_origin(self, name: str) -> pd.DataFrame:
        """A table of observations, after a check that all its places and sources are known."""
        resource, frame = self.resource(name), self.text(name)
        unknown = frame.loc[~frame["area_code"].isin(self.areas["area_code"]), "area_code"]
        if len(unknown):
            raise Problem(f"{_row(resource, unknown)} has the area {unknown.iloc[0]}, which areas.csv does not hold.")
        unknown = frame.loc[~frame["source_id"].isin(list(self.sources)), "source_id"]
        if len(unknown):
            raise Problem(f"{_row(resource, unknown)} names the source {unknown.iloc[0]}, which {PACKAGE} does not.")
        return frame.assign(value=frame["value"].replace("", "nan").astype(float))


def load(data: Path) -> Tables:
    """The tidy tables of a folder. Raises ``Problem`` if ``datapackage.json`` is missing or cannot be read."""
    try:
        package = json.loads((data / PACKAGE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Problem(f"There is no {PACKAGE} in {data}: name the folder of the tidy tables with --data.") from error
    except (OSError, ValueError) as error:
        raise Problem(f"{PACKAGE} in {data} cannot be read ({why_unread(error)}): restore it.") from error
    for source in package.get("sources", ()):
        if character := first_forbidden(" ".join(map(str, source.values()))):
            raise Problem(f"{PACKAGE} holds the character '{character}' in the source {source.get('id')}: take it out.")
    return Tables(data, package)


def validate(data: Path) -> str:
    """Check every table against ``datapackage.json`` and say how much there is.

    Raises ``Problem`` for the first fault: a wrong column, a value that does not fit its field, a repeated key, a row
    out of order, an unknown code or source, a source that nothing uses.
    """
    tables = load(data)
    tables.places.find("England")
    rows = 0
    used: set[str] = set()
    for resource in tables.package["resources"]:
        observed = resource["schema"]["primaryKey"] == OBSERVATION_KEY
        frame = tables.observations(resource["name"]) if observed else tables.text(resource["name"])
        if "source_id" in frame:
            if not _is_sorted(frame, resource["schema"]["primaryKey"]):
                raise Problem(f"{resource['path']} is not sorted by its key: import its files again, which sorts it.")
            used |= set(frame["source_id"])
        rows += len(frame)
    unused = sorted(set(tables.sources) - used)
    if unused:
        raise Problem(f"{PACKAGE} names the source {unused[0]}, which no row of any table uses: take it out.")
    return f"{len(tables.package['resources'])} tables, {rows:,} rows and {len(used)} sources are as {PACKAGE} says."


def _read(folder: Path, resource: Mapping[str, Any]) -> pd.DataFrame:
    """A table as text, its columns as the schema has them."""
    path = folder / resource["path"]
    expected = [field["name"] for field in resource["schema"]["fields"]]
    try:
        content = path.read_bytes()
        text = content.decode()
        header = next(csv.reader(text.partition("\n")[0].splitlines()), [])
        if header != expected:
            raise Problem(f"{path.name} has the columns {', '.join(header)} where {', '.join(expected)} are expected.")
        if character := first_forbidden(text):
            raise Problem(f"{path.name} holds the character '{character}', which no table may hold: take it out.")
        frame = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)
    except FileNotFoundError as error:
        raise Problem(f"{path.name} is missing from {folder}: import its files, or restore it.") from error
    except (UnicodeDecodeError, pd.errors.ParserError) as error:
        raise Problem(f"{path.name} cannot be read as UTF-8 CSV ({why_unread(error)}): restore it.") from error
    if not isinstance(frame.index, pd.RangeIndex):  # pandas makes the first cells an index if every row is too long
        raise Problem(f"{path.name}, row 2, has more cells than the header: restore it.")
    return frame


def _is_sorted(frame: pd.DataFrame, key: list[str]) -> bool:
    rows = list(frame[key].itertuples(index=False, name=None))
    return all(before <= after for before, after in pairwise(rows))


def _records(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]


def _faults(frame: pd.DataFrame, resource: Mapping[str, Any]) -> Iterator[str]:
    """The faults of a table, in whole sentences."""
    schema = resource["schema"]
    for field in schema["fields"]:
        column, name = frame[field["name"]], field["name"]
        constraints = field.get("constraints", {})
        if field["type"] == "string" and not constraints.keys() - {"required", "unique"}:
            if constraints.get("required") and (column == "").any():
                yield f"{_row(resource, column[column == ''])} has no {name}, and each row needs one."
            continue
        texts = pd.Series(column.unique(), dtype="str")  # a text that repeats is checked once
        given = texts[texts != ""]
        if constraints.get("required") and len(given) < len(texts):
            yield f"{_row(resource, column[column == ''])} has no {name}, and each row needs one."
        wrong = given[~_fits(given, field)]
        if len(wrong):
            expected = f"one of {', '.join(constraints['enum'])}" if "enum" in constraints else f"a {field['type']}"
            row = _row(resource, column[column == wrong.iloc[0]])
            yield f"{row} has the {name} '{wrong.iloc[0]}', where {expected} was expected."
    doubled = frame[frame.duplicated(schema["primaryKey"])]
    if len(doubled):
        key = " / ".join(doubled.iloc[0][schema["primaryKey"]])
        yield f"{_row(resource, doubled)} repeats the key {key}: one row a key."
    if schema["primaryKey"] == OBSERVATION_KEY:
        both = frame[(frame["value"] == "") == (frame["marker"] == "")]
        if len(both):
            yield f"{_row(resource, both)} must have either a value or a marker."


def _fits(column: pd.Series, field: Mapping[str, Any]) -> pd.Series:
    constraints = field.get("constraints", {})
    if constraints.get("maxLength") == 0:
        return pd.Series(data=False, index=column.index)
    if "enum" in constraints:
        return column.isin(constraints["enum"])
    if "pattern" in constraints:
        return column.str.fullmatch(constraints["pattern"])
    match field["type"]:
        case "number":
            return column.str.fullmatch(r"-?\d+(\.\d+)?")
        case "integer":
            return column.str.fullmatch(r"-?\d+")
        case "boolean":
            return column.isin(("true", "false"))
        case "date":
            return column.str.fullmatch(r"\d{4}-\d\d-\d\d")
    return pd.Series(data=True, index=column.index)


def _row(resource: Mapping[str, Any], rows: pd.Series | pd.DataFrame) -> str:
    """The file, and the number of the first of some rows as a spreadsheet counts them."""
    return f"{resource['path']}, row {int(str(rows.index[0])) + 2},"
