"""Declared corrections: what a publisher got wrong, as ``data/corrections.toml`` says it.

Each entry says what is wrong, why, and by how much. It also names where the fault is expected: once a file there no
longer has it, the publisher has corrected it, and the import stops so that the entry is removed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.problem import Problem, why_unread
from analysis.wording import listed


@dataclass(frozen=True)
class Entry:
    """What every entry says: what is wrong, and why."""

    correction_id: str
    what: str
    why: str


@dataclass(frozen=True)
class CodeCorrection(Entry):
    """A wrong ONS code next to a right E-code: ``e_code`` is published with ``published`` instead of ``correct``.

    ``correct`` is empty for a body that ``areas.csv`` does not hold. ``expect`` names the returns that still have the
    fault, as form and period: ``RS 2015-16``.
    """

    e_code: str
    published: str
    correct: str
    expect: tuple[str, ...]


@dataclass(frozen=True)
class Discrepancy(Entry):
    """A published total that differs from the sum of its published parts by a known amount.

    ``of`` says what the parts are: ``areas`` (the authorities of a region or of England) or ``breakdowns`` (the
    categories of a total). ``expect`` is the total less its parts, in the unit of the table. ``release`` names the
    first release that has the fault if other releases of the period do not (``RS 2019-03``).
    """

    table: str
    period: str
    of: str
    area_codes: tuple[str, ...]
    breakdowns: tuple[str, ...]
    expect: Decimal
    release: str = ""

    def noted(self, place: str) -> str:
        """The note on the total of a place, in a table of pounds.

        >>> early = Discrepancy("id", "", "", "outturn", "2017-18", "areas", (), (), Decimal(-133188))
        >>> early.noted("London")
        'London: published total £133,188 below the sum of its councils'
        """
        side = "above" if self.expect > 0 else "below"
        parts = "councils" if self.of == "areas" else "categories"
        return f"{place}: published total £{abs(self.expect):,} {side} the sum of its {parts}"


@dataclass(frozen=True)
class Absence(Entry):
    """Figures that the publisher should have published and did not: of whole authorities, or of some totals.

    ``breakdowns`` is empty if the period lacks the whole authority. ``tables`` are those that the same files fill.
    """

    tables: tuple[str, ...]
    period: str
    area_codes: tuple[str, ...]
    breakdowns: tuple[str, ...]


@dataclass(frozen=True)
class NotReported(Entry):
    """Zeros of one release that stand for figures which the authorities did not report.

    They are held as not available: a missing value is never zero.
    """

    table: str
    period: str
    release: str
    area_codes: tuple[str, ...]
    breakdowns: tuple[str, ...]


@dataclass(frozen=True)
class Corrections:
    """All entries of ``data/corrections.toml``."""

    codes: tuple[CodeCorrection, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    absences: tuple[Absence, ...] = ()
    not_reported: tuple[NotReported, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Corrections:
        """Read ``corrections.toml``; without the file there are no corrections.

        Raises ``Problem`` if an entry lacks a field or has one too many.
        """
        if not path.exists():
            return cls()
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Problem(f"{path.name} cannot be read as TOML ({why_unread(error)}): correct it.") from error
        kinds = {"code": CodeCorrection, "discrepancy": Discrepancy, "absence": Absence, "not_reported": NotReported}
        unknown = sorted(set(document) - set(kinds))
        if unknown:
            raise Problem(f"{path.name} has entries called {', '.join(unknown)}: known are {', '.join(kinds)}.")
        entries: dict[str, tuple[Any, ...]] = {
            kind: tuple(_entry(path.name, maker, fields) for fields in document.get(kind, ()))
            for kind, maker in kinds.items()
        }
        return cls(entries["code"], entries["discrepancy"], entries["absence"], entries["not_reported"])

    def code(self, e_code: str, published: str) -> CodeCorrection | None:
        """The entry for an E-code that carries a wrong ONS code, if one is declared."""
        return next((entry for entry in self.codes if (entry.e_code, entry.published) == (e_code, published)), None)

    def check_codes(self, where: str, form: str, period: str, met: Iterable[CodeCorrection]) -> None:
        """Refuse a return that no longer has a wrong code which an entry expects of it.

        ``where`` names file and sheet, ``form`` and ``period`` the return (``RS``, ``2015-16``), ``met`` the entries
        whose fault the return has.
        """
        met_ids = {entry.correction_id for entry in met}
        for entry in self.codes:
            if f"{form} {period}" in entry.expect and entry.correction_id not in met_ids:
                raise Problem(
                    f"{where} no longer carries {entry.published} for {entry.e_code}, as corrections.toml expects "
                    f"({entry.correction_id}): take '{form} {period}' out of that entry's 'expect'."
                )

    def discrepancy(self, table: str, period: str, of: str, area_code: str, breakdown: str) -> Discrepancy | None:
        """The entry for a total that differs from the sum of its parts, if one is declared."""
        return next(
            (
                entry
                for entry in self.discrepancies
                if (entry.table, entry.period, entry.of) == (table, period, of)
                and area_code in entry.area_codes
                and breakdown in entry.breakdowns
            ),
            None,
        )

    def absence(self, table: str, period: str, area_code: str, breakdown: str = "") -> Absence | None:
        """The entry for an authority, or one of its totals, that was not published, if one is declared."""
        return next(
            (
                entry
                for entry in self.absences
                if table in entry.tables
                and entry.period == period
                and area_code in entry.area_codes
                and (not entry.breakdowns or breakdown in entry.breakdowns)
            ),
            None,
        )

    def zeros_of(
        self, table: str, period: str, release: str, area_code: str, *, dated: bool = True
    ) -> dict[str, NotReported]:
        """The lines of an authority in one release whose zeros stand for nothing reported, each with its entry.

        Those of all releases of the period if it is not ``dated``: nobody knows which of them it is.
        """
        return {
            breakdown: entry
            for entry in self.not_reported
            if (entry.table, entry.period) == (table, period)
            and (entry.release == release or not dated)
            and area_code in entry.area_codes
            for breakdown in entry.breakdowns
        }


def _entry(file: str, maker: type[Any], content: dict[str, Any]) -> Any:
    given = {("correction_id" if name == "id" else name): value for name, value in content.items()}
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    if isinstance(given.get("expect"), int):
        given["expect"] = Decimal(given["expect"])
    possible = {field.name: field.default is MISSING for field in fields(maker)}
    lacking = [name for name, needed in possible.items() if needed and name not in given]
    unknown = [name for name in given if name not in possible]
    if lacking or unknown:
        said = [f"has no {'id' if name == 'correction_id' else name}" for name in lacking] + [
            f"has {name}, which means nothing there" for name in unknown
        ]
        name = given.get("correction_id", "without an id")
        raise Problem(f"{file} has an entry {name} that {listed(said)}: correct it.")
    return maker(**given)
