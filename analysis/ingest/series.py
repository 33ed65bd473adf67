"""The declared series: which table each fills, where its publisher lists releases, and how these are recognised.

They are declared in ``datapackage.json`` under ``series``; ``data/README.md`` says what each property means. A new year
of a declared series needs no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.problem import Problem, why_unread
from analysis.tables.periods import last_day

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
RELEASE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
UNFIT_IN_NAMES = re.compile(r"[^\w.() -]+")
PUBLISHERS = ("explore-education-statistics", "gov.uk", "nomis")


@dataclass(frozen=True)
class Plausibility:
    """What a release may change before somebody has to look at it.

    ``year`` is the largest change of England from one year to the next and ``revision`` that of one year between two
    releases, both as shares; ``council`` is how many times as much a council may have as in the year before, or as
    little, if it has at least ``floor`` (in the unit of the measure) in one of them. ``missing`` is how many councils
    fewer may have a figure. Only the measures and breakdowns named are checked; if none is named, all are.
    """

    year: float
    revision: float
    council: float
    floor: float
    missing: int
    measures: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Plausibility:
        """The limits of an entry of ``datapackage.json``. Raises ``TypeError`` if it lacks one or has others."""
        named = {name: tuple(entry.get(name, ())) for name in ("measures", "breakdowns")}
        return cls(**{**entry, **named})

    def looks_at(self, measure: str, breakdown: str) -> bool:
        """Whether a figure is one of those that are checked."""
        return (not self.measures or measure in self.measures) and (not self.breakdowns or breakdown in self.breakdowns)


@dataclass(frozen=True)
class Series:
    """Releases of one kind, year after year.

    ``sources`` recognises the ids of the sources that its files become; its group ``edition`` is the year, or the month
    of issue, that tells one release from the next. Editions before ``since`` are held as they are and not asked for.
    ``find`` is what the publisher's module looks for.
    """

    name: str
    title: str
    table: str
    publisher: str
    find: Mapping[str, str]
    sources: re.Pattern[str]
    since: str
    plausibility: Plausibility

    def edition(self, source_id: str) -> str | None:
        """The edition that a source is of, or None if it is of another series.

        >>> Series("", "", "", "", {}, re.compile(r"mhclg-ra-(?P<edition>.{7})-.*"), "", None).edition(
        ...     "mhclg-ra-2023-24-2023-06"
        ... )
        '2023-24'
        """
        match = self.sources.fullmatch(source_id)
        return match["edition"] if match else None


@dataclass(frozen=True)
class Offer:
    """A file that a publisher has of a series, and where it is today.

    ``published`` is an ISO date, or empty if the publisher does not give one; ``version`` is the publisher's own.
    ``name`` is that of the file, fit for any folder. ``size`` is the number of bytes, if known. ``page`` is that of the
    release, if the file's importer does not know it; ``changes`` is the address of the publisher's list of changes.
    Raises ``Problem`` if ``published`` is no date.
    """

    edition: str
    title: str
    published: str
    address: str
    name: str
    version: str = ""
    size: int | None = None
    page: str = ""
    changes: str = ""

    def __post_init__(self) -> None:
        if self.published and not DAY.fullmatch(self.published):
            raise Problem(
                f"{self.name} was published on '{self.published}', where a day such as 2025-11-20 was expected."
            )
        object.__setattr__(self, "name", fit_name(self.name))


@dataclass(frozen=True)
class Listed:
    """What a publisher lists of a series: the files that are offered, and what looks like a release under another name.

    ``unmatched`` describes, one by one, releases that no pattern of the series fits.
    """

    offers: tuple[Offer, ...]
    unmatched: tuple[str, ...] = ()


def check_release(text: str) -> None:
    """Stop if a text does not name a release by its year, month or day.

    >>> check_release("2025-12")
    >>> check_release("December")
    Traceback (most recent call last):
    analysis.problem.Problem: A release is named by its month, such as 2025-12, its day or its year, and not 'December'.
    """
    if not RELEASE.fullmatch(text):
        raise Problem(f"A release is named by its month, such as 2025-12, its day or its year, and not '{text}'.")


def stated_release(file: str, stated: str, newest: str = "") -> str:
    """The month of the release that whoever imports a file states, or its year if that is all they state.

    Raises ``Problem`` if they state none, or one that came out before ``newest``, a year or financial year, had ended.
    """
    if not stated:
        raise Problem(
            f"{file} does not state the release that its figures come from: import it with --release, such as "
            "--release 2025-11."
        )
    check_release(stated)
    if newest and stated < last_day(newest)[: len(stated)]:
        raise Problem(
            f"{file} has figures of {newest}, and the release {stated} came out before that year had ended: state the "
            "release that these figures come from."
        )
    return stated[:7]


def fit_name(text: str) -> str:
    r"""The name of a file out of what a publisher calls it, fit for any folder.

    >>> fit_name("RA_2026-27_data_Part_1.ods"), fit_name("../../etc/pass\0wd"), fit_name("..")
    ('RA_2026-27_data_Part_1.ods', 'pass_wd', 'download')
    """
    last = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return UNFIT_IN_NAMES.sub("_", last).lstrip(".") or "download"


def read_series(package: Mapping[str, Any]) -> tuple[Series, ...]:
    """The series of a data package. Raises ``Problem`` if an entry is not as ``data/README.md`` says."""
    tables = {resource["name"] for resource in package["resources"]}
    found = tuple(_series(entry, tables) for entry in package.get("series", ()))
    names = [series.name for series in found]
    if not names or len(set(names)) != len(names):
        raise Problem(f"datapackage.json lists no series, or two of one name, under 'series' ({', '.join(names)}).")
    return found


def _series(entry: Mapping[str, Any], tables: set[str]) -> Series:
    name = entry.get("name", "without a name")
    try:
        sources = re.compile(entry["sources"])
        series = Series(
            name=entry["name"],
            title=entry["title"],
            table=entry["table"],
            publisher=entry["publisher"],
            find=dict(entry["find"]),
            sources=sources,
            since=entry["since"],
            plausibility=Plausibility.of(entry["plausibility"]),
        )
    except (KeyError, TypeError, re.error) as error:
        raise Problem(
            f"datapackage.json, series {name}, cannot be read ({why_unread(error)}): data/README.md says how."
        ) from error
    if "edition" not in sources.groupindex or series.table not in tables or series.publisher not in PUBLISHERS:
        raise Problem(
            f"datapackage.json, series {name}, needs a table that is listed, one of the publishers "
            f"{', '.join(PUBLISHERS)}, and a group called edition in 'sources'."
        )
    return series
