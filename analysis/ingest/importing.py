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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from analysis.ingest.catalogue import importer_of, importers
from analysis.ingest.exchange import exchange
from analysis.ingest.extract import KEY_COLUMNS, OBSERVATION_COLUMNS, Context, Extract, Source
from analysis.ingest.lock import alone
from analysis.ingest.series import check_release
from analysis.ingest.sheet import OfficialFile, read_official_file
from analysis.problem import Problem, in_one_line
from analysis.tables.areas import Areas
from analysis.tables.corrections import Corrections
from analysis.tables.forbidden import first_forbidden

PACKAGE = "datapackage.json"
CURATED = ("areas", "area_codes", "claims", "documents")
"""Tables that the project keeps by hand; all others come from files."""

PROJECT_DATA = Path(__file__).parents[2] / "data"
"""The project's own tables, of which a new folder takes over what is kept by hand."""

Row = tuple[str, ...]
Approval = Callable[[Path, Path], bool]
"""Says whether a folder, the first, is to become as the second, or raises ``Problem`` where it must not."""

CHANGES_SHOWN = 5


@dataclass(frozen=True)
class ImportReport:
    """What an import did, a line each: the files, then the tables that changed and how."""

    lines: tuple[str, ...]
    changed: bool

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)


@dataclass(frozen=True)
class _Table:
    """One table of ``data/`` as text: its columns, its key and its rows."""

    name: str
    path: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: list[Row]

    def position(self, column: str) -> int:
        return self.columns.index(column)

    @property
    def is_observations(self) -> bool:
        return self.columns == OBSERVATION_COLUMNS


def import_files(
    paths: Sequence[Path],
    data: Path,
    approve: Approval | None = None,
    published: Mapping[str, str] | None = None,
    release: str = "",
) -> ImportReport:
    """Read official files, or all files of folders, into the tidy tables of a folder.

    A file is recognised by its content. The rows that it gives replace those that the same release gave before; older
    releases stay, superseded where the newest has a figure for the same thing. Importing the same file again changes
    nothing. A folder without tables is filled from the project's own list of places, codes and corrections. ``approve``
    sees a folder that would change before it does, and may keep it from changing. ``published`` has the dates that
    publishers give files, by SHA-256; ``release`` is the month or day of release of files that do not state their own.

    Raises ``Problem`` where any one file is not as it should be, or ``approve`` does; ``data`` is then exactly as it
    was.
    """
    if release:
        check_release(release)
    data = data.resolve()
    with _alone(data):
        package, tables, context = _read_data(data)
        lines: list[str] = []
        extracts: list[Extract] = []
        known = importers()
        for read in _read_files(paths):
            file = replace(read, published=(published or {}).get(read.sha256, release))
            given = importer_of(file, known).extract(file, context)
            lines.append(in_one_line(_said_of(file, given)))
            extracts += given
        extracts = _preferring_files(extracts, package)
        _check_texts(extracts)
        _check_apart(extracts)
        merged = [_merged(table, extracts) for table in tables]
        package = _with_sources(package, merged, extracts)
        for before, after in zip(tables, merged, strict=True):
            lines += _changes(before, after)
        contents = {table.path: _csv(table) for table in merged} | {PACKAGE: _json(package)}
        if _holds(data, contents):
            return ImportReport((*lines, "The tables were so already: nothing is written."), changed=False)
        changed = _write(data, contents, approve)
    ending = "The tables are written." if changed else "Nothing is written: this was a trial."
    return ImportReport((*lines, ending), changed)


def settle(data: Path) -> None:
    """Undo what an import that was killed left behind. Raises ``Problem`` while another one runs."""
    with _alone(data.resolve()):
        pass


def _read_files(paths: Sequence[Path]) -> Iterator[OfficialFile]:
    """Every content once, by name of file; hidden files and the lock files of spreadsheets are left out."""
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            inside = [
                file
                for file in sorted(path.rglob("*"))
                if file.is_file() and not any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
            ]
            if not inside:
                raise Problem(f"The folder {path} has no files to import.")
            found.update((file.resolve(), file) for file in inside)
        elif path.exists():
            found[path.resolve()] = path
        else:
            raise Problem(f"There is no file or folder {path}: check how it is spelt.")
    read = set()
    for file in _one_ahead(sorted(found.values(), key=lambda path: (path.name, str(path)))):
        if file.sha256 not in read:
            read.add(file.sha256)
            yield file


def _one_ahead(paths: Iterable[Path]) -> Iterator[OfficialFile]:
    """The files at some paths, each read while the one before it is being understood.

    No more than one ahead, since some workbooks are large.
    """
    with ThreadPoolExecutor(1) as reader:
        coming: deque[Future[OfficialFile]] = deque()
        for path in paths:
            coming.append(reader.submit(read_official_file, path))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _said_of(file: OfficialFile, extracts: Sequence[Extract]) -> str:
    if not extracts:
        return f"{file.name}: recognised; nothing in it goes to the tables."
    rows: dict[str, int] = {}
    for extract in extracts:
        rows[extract.table] = rows.get(extract.table, 0) + len(extract.rows)
    given = ", ".join(f"{count:,} rows of {table}" for table, count in rows.items())
    notes = "".join(f" {note}" for extract in extracts for note in extract.notes)
    more = f" and {len(extracts) - 1} more releases" if len(extracts) > 1 else ""
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


def _check_apart(extracts: Sequence[Extract]) -> None:
    """Stop where two files of one import say that they are the same release of the same thing."""
    seen: dict[tuple[str, str, str], Source] = {}
    for extract in extracts:
        for measure in sorted(set(extract.rows.get("measure", [""]))):
            source = seen.setdefault((extract.table, extract.source.source_id, measure), extract.source)
            if source.sha256 != extract.source.sha256:
                raise Problem(
                    f"{source.file} and {extract.source.file} are both {source.title}, with different content: "
                    "import the one that the publisher has today."
                )


def _merged(table: _Table, extracts: Sequence[Extract]) -> _Table:
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
        rows = _with_status(_without_echoes(rows, table))
    rows.sort(key=itemgetter(*map(table.position, table.key)))
    return _Table(table.name, table.path, table.columns, table.key, rows)


def _without_echoes(rows: Sequence[Row], table: _Table) -> list[Row]:
    """One row a key, where two files of one release give the same figure: the one that is not rounded to thousands.

    Raises ``Problem`` where they give different ones.
    """
    key, source = len(KEY_COLUMNS), table.position("source_id")
    figure = slice(table.position("value"), table.position("marker") + 1)
    kept: dict[Row, Row] = {}
    for row in sorted(rows, key=lambda row: row[source]):
        first = kept.setdefault(row[:key], row)
        if first[figure] == row[figure]:
            continue
        if _is_rounded(first[figure][0], row[figure][0]):
            kept[row[:key]] = row
        elif not _is_rounded(row[figure][0], first[figure][0]):
            raise Problem(
                f"{' / '.join(part for part in row[:key] if part)} is {''.join(first[figure])} in {first[source]} and "
                f"{''.join(row[figure])} in {row[source]}: one release cannot say both; leave out the file that is "
                "wrong."
            )
    return list(kept.values())


def _is_rounded(rounded: str, exact: str) -> bool:
    """Whether one amount is another to the nearest thousand, the unit of the revenue account files.

    >>> _is_rounded("23498348000", "23498347959.7"), _is_rounded("480", "482"), _is_rounded("", "482")
    (True, False, False)
    """
    if not rounded or not exact:
        return False
    return Decimal(rounded) % 1000 == 0 and abs(Decimal(rounded) - Decimal(exact)) <= 500


def _with_status(rows: Sequence[Row]) -> list[Row]:
    """The rows with ``superseded`` wherever a final figure of a newer release stands for the same thing."""
    release, status = OBSERVATION_COLUMNS.index("release"), OBSERVATION_COLUMNS.index("status")
    newest: dict[Row, str] = {}
    for row in rows:
        if row[status] != "provisional":
            thing = row[:release]
            newest[thing] = max(newest.get(thing, ""), row[release])
    return [
        (*row[:status], "superseded", *row[status + 1 :])
        if row[release] < newest.get(row[:release], "")
        else (*row[:status], "final", *row[status + 1 :])
        if row[status] == "superseded"
        else row
        for row in rows
    ]


def _with_sources(package: Mapping[str, Any], tables: Sequence[_Table], extracts: Sequence[Extract]) -> dict[str, Any]:
    """The data package with an entry for every source that a row names, and no other.

    A file that was read before keeps the name that it had then, whatever a copy of it is called.
    """
    entries = {entry["id"]: entry for entry in package.get("sources", ())}
    for extract in extracts:
        entry = _entry(extract.source)
        before = entries.get(extract.source.source_id, {})
        if extract.source.sha256 and extract.source.sha256 == before.get("sha256"):
            entry["file"] = before["file"]
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
        "path": source.page,
        "published": source.published,
        "release": source.release,
        "licence": source.licence,
    }
    if source.kind == "official file":
        entry |= {"file": source.file, "sha256": source.sha256, "scale": source.scale}
    return entry


def _changes(before: _Table, after: _Table) -> list[str]:
    """What moved in a table: how many rows were added, changed and removed, and the first figures that changed."""
    size = len(after.key)
    by_key = [after.position(column) for column in after.key]
    old = {tuple(row[position] for position in by_key): row for row in before.rows}
    new = {tuple(row[position] for position in by_key): row for row in after.rows}
    changed = [key for key in new if key in old and new[key] != old[key]]
    counts = {
        "added": len(new.keys() - old.keys()),
        "changed": len(changed),
        "removed": len(old.keys() - new.keys()),
    }
    if not any(counts.values()):
        return []
    said = [f"{count:,} {'row' if count == 1 else 'rows'} {what}" for what, count in counts.items() if count]
    lines = [f"{after.name}: {', '.join(said)}."]
    if after.is_observations:
        value = after.position("value")
        moved = [key for key in changed if new[key][value : value + 2] != old[key][value : value + 2]]
        for key in moved[:CHANGES_SHOWN]:
            was, now = ("".join(rows[key][value : value + 2]) for rows in (old, new))
            lines.append(f"  {' / '.join(part for part in key[:size] if part)}: {was} is now {now}.")
        if len(moved) > CHANGES_SHOWN:
            lines.append(f"  and {len(moved) - CHANGES_SHOWN:,} more figures.")
    return lines


def _read_data(data: Path) -> tuple[dict[str, Any], list[_Table], Context]:
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
        raise Problem(f"The tables in {folder.name} cannot be read ({error}): restore them.") from error
    by_name = {table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables}
    areas = Areas.from_records(by_name["areas"], by_name["area_codes"])
    return package, tables, Context(areas, Corrections.load(folder / "corrections.toml"), by_name)


def _read_table(folder: Path, resource: Mapping[str, Any], *, fresh: bool) -> _Table:
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
    return _Table(resource["name"], resource["path"], columns, tuple(resource["schema"]["primaryKey"]), rows)


def _csv(table: _Table) -> bytes:
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
    new, old = _beside(data)
    try:
        if data.exists():
            shutil.copytree(data, new)
        if not (data / PACKAGE).exists():
            shutil.copytree(PROJECT_DATA, new, ignore=_tables_from_files, dirs_exist_ok=True)
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
    new, old = _beside(data)
    if old.exists() and not data.exists():
        old.replace(data)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _tables_from_files(_folder: str, names: list[str]) -> list[str]:
    """What a new folder does not take over from the project's own: the tables, which are written from files."""
    return [name for name in names if name.endswith(".csv")]


def _beside(data: Path) -> tuple[Path, Path]:
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
