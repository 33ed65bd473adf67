"""The refresh: what the publishers have that is newer, brought into the tidy tables in one step or not at all.

All files are downloaded and read into a copy of the tables. The copy is checked against its schemas, the publishers'
own totals, the coverage of last time, and the change that each series allows. Only then does it replace the tables; if
anything fails they stay as they were, and one sentence says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.formulas.key import Key
from analysis.ingest import publishers
from analysis.ingest.download import Downloads
from analysis.ingest.importing import import_files, settle
from analysis.ingest.plausibility import Doubt, doubts
from analysis.ingest.series import Offer, Series, read_series
from analysis.problem import Problem, Unreachable
from analysis.tables.loading import Tables, load, validate

DOUBTS_SHOWN = 3
MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|@!~])")


@dataclass(frozen=True)
class Standing:
    """How a series stands: the newest edition that is held (empty if none is), and what its publisher has.

    ``new`` are editions that are not held; ``revised`` those that came out again after what is held, or may have.
    ``unmatched`` describes what looks like a release under a name that is not looked for. ``trouble`` is why the
    publisher's list could not be read, if it could not.
    """

    series: Series
    held: str
    offers: tuple[Offer, ...] = ()
    new: tuple[Offer, ...] = ()
    revised: tuple[Offer, ...] = ()
    unmatched: tuple[str, ...] = ()
    trouble: str = ""

    def __str__(self) -> str:
        """The standing in words."""
        parts = [f"{self.held} is held" if self.held else "nothing is held"]
        if self.new:
            parts.append(f"new: {_listed(self.new)}")
        if self.revised:
            parts.append(f"perhaps revised since: {_listed(self.revised)}")
        if not (self.new or self.revised or self.trouble):
            parts.append(f"the publisher’s newest is {_listed(self.offers[-1:])}")
        if self.unmatched:
            parts.append(f"seen under names that are not looked for: {', and '.join(self.unmatched)}")
        standing = "; ".join(parts)
        return f"{standing}. {self.trouble.removesuffix('.')}" if self.trouble else standing

    @property
    def to_fetch(self) -> tuple[Offer, ...]:
        """What a refresh looks at: also the newest edition again, since not every publisher says that it revised it."""
        return tuple(offer for offer in self.offers if offer in (*self.new, *self.revised, self.offers[-1]))


@dataclass(frozen=True)
class Fetched:
    """A file that a refresh brings in, with what its publisher says has changed in it."""

    series: Series
    offer: Offer
    sha256: str
    path: Path
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did, one line each, the files that it brought in, and the doubts that its user accepted."""

    lines: tuple[str, ...]
    changed: bool
    fetched: tuple[Fetched, ...] = ()
    accepted: tuple[Doubt, ...] = ()


def held_editions(data: Path, only: Sequence[str] = ()) -> list[tuple[Series, str]]:
    """Each series, or those named, with the newest edition that is held; empty if none is. Asks no publisher."""
    tables = load(data)
    return [(series, max(_held(series, tables), default="")) for series in _chosen(read_series(tables.package), only)]


def standings(data: Path, downloads: Downloads, only: Sequence[str] = ()) -> list[Standing]:
    """How each series stands, or those named. Raises ``Problem`` if a name is none, ``Unreachable`` offline."""
    tables = load(data)
    return [_standing(series, tables, downloads) for series in _chosen(read_series(tables.package), only)]


def refresh(
    data: Path,
    downloads: Downloads,
    *,
    only: Sequence[str] = (),
    accepted: Iterable[str] = (),
    trial: bool = False,
) -> Refreshed:
    """Bring what is newer into the tables of a folder; ``accepted`` names changes that are right against appearance.

    A ``trial`` does everything but the last step. Raises ``Problem``, with ``data`` exactly as it was, if a file cannot
    be fetched, is not what its publisher says, or makes a change that is in doubt.
    """
    names = frozenset(accepted)
    settle(data)
    found = standings(data, downloads, only)
    for standing in found:
        if standing.trouble:
            raise Problem(f"{standing.trouble} Nothing is changed; --only refreshes series other than this one.")
    with TemporaryDirectory() as folder:
        fetched = tuple(_fetched(found, load(data), downloads, Path(folder)))
        if not fetched:
            return Refreshed(("The publishers have nothing that is not held: nothing is written.",), changed=False)
        passed: list[Doubt] = []

        def approve(before: Path, after: Path) -> bool:
            validate(after)
            passed.extend(_approved(load(before), load(after), fetched, names))
            return not trial

        published = {file.sha256: file.offer.published for file in fetched}
        pages = {file.sha256: file.offer.page for file in fetched}
        report = import_files([file.path for file in fetched], data, approve, published, pages=pages)
    remarks = [f"{file.offer.name}: its publisher says: {', '.join(file.changes)}." for file in fetched if file.changes]
    remarks += [
        f"{standing.series.name}: not fetched, since nothing looks for that name: {', and '.join(standing.unmatched)}."
        for standing in found
        if standing.unmatched
    ]
    taken = [f"Accepted: {doubt.key}, though {doubt.why}." for doubt in passed]
    return Refreshed((*remarks, *report.lines[:-1], *taken, report.lines[-1]), report.changed, fetched, tuple(passed))


def in_markdown(refreshed: Refreshed) -> str:
    """What a refresh did, as the text of a pull request."""
    lines = ["## Newer releases" if refreshed.fetched else "## No newer releases", ""]
    for file in refreshed.fetched:
        offer = file.offer
        when = f", published {offer.published}" if offer.published else ""
        lines.append(f"- **{_plain(file.series.title)}**, {offer.edition}{when}: {_plain(offer.title)}")
        lines.append(f"  - {_plain(offer.name)}, SHA-256 `{file.sha256}`")
        lines += [f"  - its publisher says: {_plain(change)}" for change in file.changes]
    if refreshed.accepted:
        lines += ["", "## Accepted against appearance", ""]
        lines += [f"- {_plain(str(doubt.key))}: {_plain(doubt.why)}" for doubt in refreshed.accepted]
    lines += ["", "## Tables", "", *(f"- {_plain(line.strip())}" for line in refreshed.lines)]
    return "\n".join(lines) + "\n"


def _chosen(series: Sequence[Series], only: Sequence[str]) -> list[Series]:
    unknown = sorted(set(only) - {one.name for one in series})
    if unknown:
        names = ", ".join(one.name for one in series)
        raise Problem(f"No series is called {', '.join(unknown)}: there are {names}.")
    return [one for one in series if not only or one.name in only]


def _held(series: Series, tables: Tables) -> dict[str, list[dict[str, str]]]:
    """The sources of a series that are held, by edition."""
    held: dict[str, list[dict[str, str]]] = {}
    for source_id, entry in tables.sources.items():
        edition = series.edition(source_id)
        if edition is not None:
            held.setdefault(edition, []).append(entry)
    return held


def _standing(series: Series, tables: Tables, downloads: Downloads) -> Standing:
    held = _held(series, tables)
    try:
        found = publishers.listed(series, downloads, tables)
    except Unreachable:
        raise
    except Problem as problem:
        return Standing(series, max(held, default=""), trouble=str(problem))
    return Standing(
        series=series,
        held=max(held, default=""),
        offers=found.offers,
        new=tuple(offer for offer in found.offers if offer.edition not in held),
        revised=tuple(
            offer
            for offer in found.offers
            if offer.edition in held and _is_later(offer, held[offer.edition], downloads.last(offer.address))
        ),
        unmatched=found.unmatched,
    )


def _is_later(offer: Offer, held: Sequence[dict[str, str]], last: str) -> bool:
    """Whether a file came out after what is held, as far as the dates of both go, and is not known to be the same."""
    if last and any(entry.get("sha256") == last for entry in held):
        return False
    published = max(entry["published"] for entry in held)
    return offer.published[: len(published)] > published if published else False


def _fetched(standings: Sequence[Standing], tables: Tables, downloads: Downloads, folder: Path) -> Iterable[Fetched]:
    """The files whose content is not held already, each under its own name."""
    held = {entry["sha256"]: source_id for source_id, entry in tables.sources.items() if "sha256" in entry}
    for standing in standings:
        for number, offer in enumerate(standing.to_fetch):
            content = publishers.fetch(standing.series, offer, downloads)
            digest = sha256(content).hexdigest()
            if digest in held:
                _check_recognised(standing.series, offer, held[digest])
            else:
                path = folder / f"{standing.series.name}-{number}" / offer.name
                _lay_out(path, content)
                changes = tuple(publishers.changes(standing.series, offer, downloads))
                yield Fetched(standing.series, offer, digest, path, changes)


def _lay_out(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir()
        path.write_bytes(content)
    except OSError as error:
        raise Problem(f"{path.name} cannot be laid out to be read ({error.strerror}): make room for files.") from error


def _approved(before: Tables, after: Tables, fetched: Sequence[Fetched], accepted: frozenset[str]) -> list[Doubt]:
    """The doubts that were accepted. Raises ``Problem`` on any other, and on a file that is not what was offered."""
    by_digest = {entry["sha256"]: source_id for source_id, entry in after.sources.items() if "sha256" in entry}
    for file in fetched:
        _check_recognised(file.series, file.offer, by_digest.get(file.sha256))
    found: list[Doubt] = []
    for series in {file.series.name: file.series for file in fetched}.values():
        held, new = (_of_series(series, tables, after) for tables in (before, after))
        found += doubts(held, new, series.plausibility, after)
    found = list(dict.fromkeys(found))  # two series may give figures of one measure
    open_doubts = [doubt for doubt in found if not _names_of(doubt.key, after) & accepted]
    if open_doubts:
        shown = "; ".join(f"{doubt.key} ({doubt.why})" for doubt in open_doubts[:DOUBTS_SHOWN])
        more = f"; and {len(open_doubts) - DOUBTS_SHOWN:,} more" if len(open_doubts) > DOUBTS_SHOWN else ""
        raise Problem(
            f"{len(open_doubts):,} {'change is' if len(open_doubts) == 1 else 'changes are'} larger than expected: "
            f"{shown}{more}. Look at the release; what is right is accepted by its name, --accept {open_doubts[0].key}."
        )
    return found


def _check_recognised(series: Series, offer: Offer, source_id: str | None) -> None:
    """Stop if a file became another source than its publisher offered it as, or none."""
    edition = series.edition(source_id) if source_id else None
    if edition is None:
        became = f"what it holds is {source_id}" if source_id else "it gives the tables no figure"
        raise Problem(
            f"{offer.name} is offered as {series.title}, {offer.edition}, and {became}: the publisher has put another "
            "file in its place; look at its page."
        )
    if edition != offer.edition:
        raise Problem(
            f"{offer.name} is offered as that of {offer.edition} and holds {edition} ({series.title}): the publisher "
            "has put another file in its place; look at its page."
        )


def _of_series(series: Series, tables: Tables, after: Tables) -> pd.DataFrame:
    """The current rows of the measures that a series gives, whichever source they are from."""
    given = after.observations(series.table)
    ids = [source_id for source_id in after.sources if series.edition(source_id) is not None]
    measures = given.loc[given["source_id"].isin(ids), "measure"].unique()
    held = tables.observations(series.table)
    if not held.empty:
        held = tables.current(series.table)
    return held[held["measure"].isin(list(measures))]


def _names_of(key: Key, tables: Tables) -> set[str]:
    """What a change may be called: its key, with the place by code or by name."""
    named = {str(key)}
    if key.area in tables.places.places:
        named.add(str(key._replace(area=tables.places.name(key.area))))
    return named


def _listed(offers: Sequence[Offer]) -> str:
    return ", ".join(offer.edition + (f" ({offer.published})" if offer.published else "") for offer in offers)


def _plain(text: str) -> str:
    r"""A text in one line, in which nothing is a sign of Markdown.

    >>> print(_plain("[x](y)\n<b>"))
    \[x\](y) \<b\>
    """
    return MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split()))
