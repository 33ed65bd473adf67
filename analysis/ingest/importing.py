"""The import: official files in, the tidy tables of ``data/`` out, in one step or not at all.

A complete copy of the folder is written beside it and takes its place by renaming, so ``data/`` is at any moment either
as it was or as it is to be. Where a system cannot exchange two folders in one step, one that is killed between the two
steps that it takes is set right by the next.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from analysis.ingest.catalogue import importer_of, importers
from analysis.ingest.changes import Table, changes
from analysis.ingest.copies import without_copies, without_undated_copies
from analysis.ingest.exchange import exchange
from analysis.ingest.extract import Context, Extract, Importer, Source, observations
from analysis.ingest.lock import alone
from analysis.ingest.release_pages import release_page
from analysis.ingest.releases import Row, check_bases, with_status, without_echoes
from analysis.ingest.series import check_release
from analysis.ingest.sheet import OfficialFile, UnknownFile, read_official_file
from analysis.ingest.suppression import NUMBERS, TABLES, suppressed_numbers, without_what_gives_back
from analysis.problem import Problem, in_one_line, why_unread
from analysis.tables.areas import Areas
from analysis.tables.corrections import Corrections
from analysis.tables.forbidden import first_forbidden

PACKAGE = "datapackage.json"
CURATED = ("areas", "area_codes", "area_names", "claims", "documents", "districts", "hexagons")
"""Tables that a new folder takes over: those kept by hand, and the districts, which other files are read by."""

PROJECT_DATA = Path(__file__).parents[2] / "data"
"""The project's own tables, of which a new folder takes over what is kept by hand."""

Approval = Callable[[Path, Path], bool]
"""Says whether a folder, the first, is to become as the second, or raises ``Problem`` where it must not."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did, a line each: the files, then the tables that changed and how."""

    lines: tuple[str, ...]
    changed: bool

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)


def import_files(
    paths: Sequence[Path],
    data: Path,
    approve: Approval | None = None,
    published: Mapping[str, str] | None = None,
    release: str = "",
    pages: Mapping[str, str] | None = None,
) -> ImportReport:
    """Read official files, or all files of folders that are read, into the tidy tables of a folder.

    A file is recognised by its content. The rows that it gives replace those that the same release gave before; older
    releases stay, superseded if the newest has a figure for the same thing. Importing the same file again changes
    nothing, nor does a copy of it that was saved again, rounded or not. A folder without tables is filled from the
    project's own list of places, codes and corrections. ``approve`` sees a folder that would change before it does, and
    may keep it from changing. ``published`` has the dates that publishers give files, by SHA-256, and ``pages`` the
    pages of their releases; ``release`` is the month or day of release of files that do not state their own. A file
    that is held keeps the date that it was brought in with, unless another is stated.

    Raises ``Problem`` if any one file is not as it should be, or ``approve`` does; ``data`` is then exactly as it was.
    """
    if release:
        check_release(release)
    data = data.resolve()
    with _alone(data):
        package, tables, context = _read_data(data)
        lines: list[str] = []
        extracts: list[Extract] = []
        left_out: list[str] = []
        dates = {entry["sha256"]: entry["published"] for entry in package.get("sources", ()) if "sha256" in entry}
        for read, importer in _read_files(paths, left_out):
            stated = (published or {}).get(read.sha256, release)
            file = replace(read, published=stated or dates.get(read.sha256, ""))
            given = importer.extract(file, context)
            _check_rows(file, given)
            lines.append(in_one_line(_said_of(file, given)))
            extracts += given
        if left_out:
            lines.append(f"Left out, since they are none of the files that are read: {', '.join(left_out)}.")
        extracts = _preferring_files([_on_page(extract, pages or {}) for extract in extracts], package)
        _check_texts(extracts)
        suppressed = _suppressed_numbers(tables, extracts)
        extracts = [_shown(extract, suppressed) for extract in extracts]
        extracts, said = without_copies(extracts, tables, package, published or {})
        merged = [_merged(table, extracts) for table in tables]
        merged = [
            replace(table, rows=without_what_gives_back(table.rows, suppressed)) if table.name in TABLES else table
            for table in merged
        ]
        merged, said_of_undated = without_undated_copies(merged, extracts, package, context.areas)
        lines += [*said, *said_of_undated]
        after = _with_sources(package, merged, extracts)
        for before, table in zip(tables, merged, strict=True):
            lines += changes(before, table, _by_id(package), _by_id(after), context.areas)
        contents = {table.path: _csv(table) for table in merged} | {PACKAGE: _json(after)}
        if _holds(data, contents):
            return ImportReport((*lines, "The tables were so already: nothing is written."), changed=False)
        changed = _write(data, contents, approve)
    ending = "The tables are written." if changed else "Nothing is written: this was a trial."
    return ImportReport((*lines, ending), changed)


def settle(data: Path) -> None:
    """Undo what an import that was killed left behind. Raises ``Problem`` while another one runs."""
    with _alone(data.resolve()):
        pass


def _read_files(paths: Sequence[Path], left_out: list[str]) -> Iterator[tuple[OfficialFile, Importer]]:
    """Every content once, by name of file, with the importer that reads it.

    Hidden files and the lock files of spreadsheets are passed over. A file in a folder that is none of those that are
    read goes to ``left_out``; one that was named stops the import.
    """
    inside: dict[Path, Path] = {}
    named: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            found = _files_of(path)
            if not found:
                raise Problem(f"The folder {path} has no files to import.")
            inside.update((file.resolve(), file) for file in found)
        elif path.exists():
            named[path.resolve()] = path
        else:
            raise Problem(f"There is no file or folder {path}: check how it is spelt.")
    known = importers()
    read: set[str] = set()
    for path, reading in _one_ahead(sorted((inside | named).values(), key=lambda path: (path.name, str(path))), known):
        try:
            file = reading.result()
            if file.sha256 not in read:
                importer = importer_of(file, known)
                read.add(file.sha256)
                yield file, importer
        except UnknownFile:
            if path.resolve() in named:
                raise
            left_out.append(in_one_line(path.name))
    if not read:
        folders = ", ".join(path.name for path in paths if path.is_dir())
        raise Problem(f"None of the files in {folders} is one that is read: {', '.join(left_out)}.")


def _files_of(folder: Path) -> list[Path]:
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    ]


def _one_ahead(paths: Iterable[Path], known: Sequence[Importer]) -> Iterator[tuple[Path, Future[OfficialFile]]]:
    """The files at some paths, each read while the one before it is being understood.

    No more than one ahead, since some workbooks are large.
    """

    def is_known(file: OfficialFile) -> bool:
        return any(importer.recognise(file) for importer in known)

    with ThreadPoolExecutor(1) as reader:
        coming: deque[tuple[Path, Future[OfficialFile]]] = deque()
        for path in paths:
            coming.append((path, reader.submit(read_official_file, path, is_known)))
            if len(coming) > 1:
                yield coming.popleft()
        yield from coming


def _check_rows(file: OfficialFile, given: Sequence[Extract]) -> None:
    """Stop if a file of a known kind has no rows: it was cut off above them."""
    for extract in given:
        if extract.rows.empty:
            raise Problem(
                f"{file.name} has the header of {extract.source.title} and no rows that count: it is cut short above "
                "them; download it again."
            )


def _on_page(extract: Extract, pages: Mapping[str, str]) -> Extract:
    """An extract with the page of its release, if its publisher gave it."""
    page = pages.get(extract.source.sha256, "")
    return replace(extract, source=replace(extract.source, page=page)) if page else extract


def _said_of(file: OfficialFile, extracts: Sequence[Extract]) -> str:
    if not extracts:
        return f"{file.name}: recognised; nothing in it goes to the tables."
    rows: dict[str, int] = {}
    for extract in extracts:
        rows[extract.table] = rows.get(extract.table, 0) + len(extract.rows)
    given = ", ".join(f"{count:,} rows of {table}" for table, count in rows.items())
    notes = "".join(f" {note}" for extract in extracts for note in extract.notes)
    further = len({extract.source.source_id for extract in extracts}) - 1
    more = f" and {further} more {'release' if further == 1 else 'releases'}" if further else ""
    return f"{file.name}: {extracts[0].source.title}{more}; {given}.{notes}"


def _preferring_files(extracts: Sequence[Extract], package: Mapping[str, Any]) -> list[Extract]:
    """The extracts without compiled ones of a release whose file is, or was, read itself."""
    official = {entry["id"] for entry in package.get("sources", ()) if entry["kind"] == "official file"}
    official |= {extract.source.source_id for extract in extracts if extract.source.kind == "official file"}
    return [
        extract
        for extract in extracts
        if extract.source.kind == "official file" or extract.source.source_id not in official
    ]


def _check_texts(extracts: Sequence[Extract]) -> None:
    """Stop where a text that goes to the tables, or the name of a file, has a sign that they do not take."""
    for extract in extracts:
        texts = (extract.source.file, *extract.rows.to_numpy().ravel())
        if sign := first_forbidden("\n".join(texts)):
            text = next(text for text in texts if first_forbidden(text))
            raise Problem(
                f"{extract.source.file} would bring '{text}' into {extract.table}, and no text of the tables may hold "
                f"the sign '{sign}': take it out of the file or its name."
            )


def _suppressed_numbers(tables: Iterable[Table], extracts: Iterable[Extract]) -> set[tuple[str, int]]:
    """The places and years whose number of looked-after children is suppressed, in what is held or imported."""
    held = (row for table in tables if table.name == NUMBERS for row in table.rows)
    given = (row for extract in extracts if extract.table == NUMBERS for row in extract.rows.to_numpy().tolist())
    return suppressed_numbers([*held, *map(tuple, given)])


def _shown(extract: Extract, suppressed: Collection[tuple[str, int]]) -> Extract:
    """An extract without what would give a suppressed number back."""
    if extract.table not in TABLES:
        return extract
    rows = without_what_gives_back(map(tuple, extract.rows.to_numpy().tolist()), suppressed)
    return replace(extract, rows=observations(rows))


def _merged(table: Table, extracts: Sequence[Extract]) -> Table:
    """A table with the rows of each extract in place of those that the same source gave before."""
    incoming = [extract for extract in extracts if extract.table == table.name]
    if not incoming:
        return table
    source = table.position("source_id")
    measure = table.position("measure") if table.is_observations else source
    new: list[Row] = []
    for extract in incoming:
        if tuple(extract.rows.columns) != table.columns:
            raise Problem(f"{table.path} has other columns than the import gives it: restore {PACKAGE}.")
        new += zip(*(extract.rows[column].tolist() for column in table.columns), strict=True)
    replaced = {(row[source], row[measure]) for row in new}
    rows = [row for row in table.rows if (row[source], row[measure]) not in replaced] + new
    if table.is_observations:
        rows = with_status(without_echoes(rows))
        files = {extract.source.source_id: extract.source.file for extract in incoming}
        check_bases(rows, files, files)
    rows.sort(key=itemgetter(*map(table.position, table.key)))
    return Table(table.name, table.path, table.columns, table.key, rows)


def _with_sources(package: Mapping[str, Any], tables: Sequence[Table], extracts: Sequence[Extract]) -> dict[str, Any]:
    """The data package with an entry for every source that a row names, and no other.

    A file that was read before keeps the name that it had then, whatever a copy of it is called, and the page of its
    release, if now only that of a collection is known.
    """
    entries = {entry["id"]: entry for entry in package.get("sources", ())}
    for extract in extracts:
        entry = _entry(extract.source)
        before = entries.get(extract.source.source_id, {})
        if extract.source.sha256 and extract.source.sha256 == before.get("sha256"):
            entry["file"] = before["file"]
            entry["path"] = before["path"] if "/collections/" in entry["path"] else entry["path"]
        entries[extract.source.source_id] = entry
    used = {row[table.position("source_id")] for table in tables if "source_id" in table.columns for row in table.rows}
    return {**package, "sources": [entries[source_id] for source_id in sorted(used)]}


def _entry(source: Source) -> dict[str, Any]:
    """A source as ``datapackage.json`` has it: ``path`` is the publisher's page, as Frictionless wants it."""
    entry: dict[str, Any] = {
        "id": source.source_id,
        "kind": source.kind,
        "publisher": source.publisher,
        "title": source.title,
        "path": release_page(source.source_id, source.page),
        "published": source.published,
        "release": source.release,
        "licence": source.licence,
    }
    if source.kind == "official file":
        entry |= {"file": source.file, "sha256": source.sha256, "scale": source.scale}
    return entry


def _by_id(package: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {entry["id"]: entry for entry in package.get("sources", ())}


def _read_data(data: Path) -> tuple[dict[str, Any], list[Table], Context]:
    """The folder's data package, its tables as text, and what importers may know of it."""
    folder = data
    fresh = not (data / PACKAGE).exists()
    if fresh:
        if data.exists() and any(data.iterdir()):
            raise Problem(f"{data.name} has files but no {PACKAGE}: name the folder of the tidy tables with --data.")
        folder = PROJECT_DATA
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        tables = [
            _read_table(folder, resource, fresh=fresh and resource["name"] not in CURATED)
            for resource in package["resources"]
        ]
    except (OSError, ValueError, KeyError) as error:
        raise Problem(f"The tables in {folder.name} cannot be read ({why_unread(error)}): restore them.") from error
    by_name = {table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables}
    areas = Areas.from_records(by_name["areas"], by_name["area_codes"], by_name["area_names"])
    releases = {source_id: str(source["release"]) for source_id, source in _by_id(package).items()}
    return package, tables, Context(areas, Corrections.load(folder / "corrections.toml"), by_name, releases)


def _read_table(folder: Path, resource: Mapping[str, Any], *, fresh: bool) -> Table:
    columns = tuple(field["name"] for field in resource["schema"]["fields"])
    rows: list[Row] = []
    path = folder / resource["path"]
    if not fresh and (path.exists() or resource["name"] in CURATED):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            if tuple(next(reader, ())) != columns:
                raise Problem(f"{path.name} has other columns than {PACKAGE} says: restore it.")
            rows = [tuple(row) for row in reader]
        short = next((number for number, row in enumerate(rows, start=2) if len(row) != len(columns)), None)
        if short:
            raise Problem(f"{path.name}, row {short}, has not as many cells as the header: restore it.")
    return Table(resource["name"], resource["path"], columns, tuple(resource["schema"]["primaryKey"]), rows)


def _csv(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue().encode()


def _json(package: Mapping[str, Any]) -> bytes:
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _holds(data: Path, contents: Mapping[str, bytes]) -> bool:
    """Whether the folder has these contents already."""
    try:
        return all((data / path).is_file() and (data / path).read_bytes() == held for path, held in contents.items())
    except OSError as error:
        raise Problem(f"{data.name} cannot be read ({error.strerror}): check that it may be.") from error


def _write(data: Path, contents: Mapping[str, bytes], approve: Approval | None) -> bool:
    """Put the folder with its new contents in place by renaming; False where that is not approved."""
    new, old = _interim_folders(data)
    try:
        if data.exists():
            shutil.copytree(data, new)
        if not (data / PACKAGE).exists():
            shutil.copytree(PROJECT_DATA, new, ignore=shutil.ignore_patterns("*.csv"), dirs_exist_ok=True)
        for path, content in contents.items():
            _write_through(new / path, content)
        if approve and not approve(data, new):
            return False
        if not (data.exists() and exchange(new, data)):
            if data.exists():
                data.replace(old)
            new.replace(data)
    except OSError as error:
        raise Problem(
            f"{data.name} cannot be written ({error.strerror or 'a file of it cannot be copied'}): it is as it was."
        ) from error
    finally:
        _restore(data)
    return True


def _write_through(path: Path, content: bytes) -> None:
    """Write a file that is on the disk when the folder is renamed, even if the power then fails."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _restore(data: Path) -> None:
    """The folder as it was before an import that did not come to its end, and nothing of that import left."""
    new, old = _interim_folders(data)
    if old.exists() and not data.exists():
        old.replace(data)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _interim_folders(data: Path) -> tuple[Path, Path]:
    """Where the folder is written before it takes its place, and where the one before it waits."""
    return data.with_name(f".{data.name}.new"), data.with_name(f".{data.name}.old")


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Undo what an import that was killed left behind, and keep a second one out while this one runs."""
    if not data.parent.is_dir():
        raise Problem(f"There is no folder {data.parent.name} to hold {data.name}: make it first.")
    with alone(data.parent, f"Another import into {data.name} is running: wait until it is done."):
        _restore(data)
        yield
