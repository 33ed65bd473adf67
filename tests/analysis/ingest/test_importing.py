"""The import as a whole: recognised, merged, written at once or not at all."""

from __future__ import annotations

import csv
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from analysis.ingest import importing
from analysis.ingest.importing import import_files
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from analysis.tables.loading import load, validate
from report import cli
from tests.analysis.ingest.releases import by_fingerprint
from tests.analysis.ingest.small_country import LOOKED_AFTER, in_csv, looked_after, written
from tests.conftest import OfficialFiles

Download = Callable[..., Path]

NEXT_YEAR = {
    ("2025", "E92000001"): "660",
    ("2025", "E12000001"): "340",
    ("2025", "E12000008"): "320",
    ("2025", "E06000001"): "121",
    ("2025", "E10000006"): "z",
    ("2025", "E06000063"): "220",
    ("2025", "E10000016"): "322",
}


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file of a folder and its neighbours, with what is in it."""
    return {
        str(path.relative_to(folder.parent)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    } | {path.name: "" for path in folder.parent.iterdir() if path.is_dir()}


def held(folder: Path, table: str = "looked_after") -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(folder: Path, release: str) -> dict[tuple[str, str], str]:
    return {
        (row["period"], row["area_code"]): row["value"] + row["marker"]
        for row in held(folder)
        if row["measure"] == "looked_after_children" and row["release"] == release
    }


def test_files_are_read_in_order_and_no_more_than_one_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(path: Path, _: object) -> OfficialFile:
        if path.name == "broken":
            raise Problem("It is broken.")
        read.append(path.name)
        return OfficialFile(path.name, path.name, ())

    monkeypatch.setattr(importing, "read_official_file", reading)
    files = importing._one_ahead(map(Path, ("a", "b", "c", "d", "broken")), ())
    for number, name in enumerate("abcd", start=1):
        assert next(files)[1].result().name == name
        assert len(read) <= number + 1
    with pytest.raises(Problem, match="It is broken"):
        next(files)[1].result()


def test_figures_arrive_sorted_with_their_source(folder: Path, download: Download) -> None:
    report = import_files([download(looked_after())], folder)
    rows = held(folder)
    keys = [tuple(row.values())[:5] for row in rows]
    assert len(rows) == 28
    assert keys == sorted(keys)
    (source,) = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["sources"]
    assert source["sha256"] == sha256((download(looked_after())).read_bytes()).hexdigest()
    assert {row["source_id"] for row in rows} == {source["id"]} == {"dfe-cla-2024"}
    assert "looked_after: 28 rows added." in list(report)
    assert validate(folder).endswith("rows and 1 sources are as datapackage.json says.")


def test_importing_again_changes_no_byte(folder: Path, download: Download) -> None:
    import_files([download(looked_after())], folder)
    before = fingerprint(folder)
    report = import_files([download(looked_after())], folder)
    assert fingerprint(folder) == before
    assert not report.changed
    assert report.lines[-1] == "The tables were so already: nothing is written."


def test_a_copy_under_another_name_changes_no_byte(folder: Path, download: Download) -> None:
    import_files([download(looked_after())], folder)
    before = fingerprint(folder)
    import_files([download(looked_after(), name="copy of download (2).csv")], folder)
    assert fingerprint(folder) == before


def test_a_revised_file_of_a_release_replaces_it_and_says_what_changed(folder: Path, download: Download) -> None:
    import_files([download(looked_after())], folder)
    report = import_files([download(looked_after({("2024", "E06000001"): "113"}))], folder)
    assert figures(folder, "2024")["2024", "E06000001"] == "113"
    assert "looked_after: 1 row changed." in list(report)
    assert "  looked_after_children:Northport:2024: 111 is now 113 (+2), from download.csv." in list(report)


def test_a_newer_release_supersedes_the_older_which_stays(folder: Path, download: Download) -> None:
    import_files([download(looked_after())], folder)
    newer = {("2024", "E06000001"): "113"} | NEXT_YEAR
    import_files([download(looked_after(newer))], folder)
    assert figures(folder, "2024")["2024", "E06000001"] == "111"
    assert {row["status"] for row in held(folder) if row["release"] == "2024"} == {"superseded"}
    current = load(folder).current("looked_after").set_index(["measure", "area_code", "period"])["value"]
    assert current["looked_after_children", "E06000001", "2024"] == 113


def test_the_order_of_releases_makes_no_difference(folder: Path, download: Download) -> None:
    older = download(looked_after(), name="older.csv")
    newer = download(looked_after({("2024", "E06000001"): "113"} | NEXT_YEAR), name="newer.csv")
    import_files([newer], folder)
    import_files([older], folder)
    before = fingerprint(folder)
    for paths in ([older], [newer], [newer, older]):
        assert not import_files(paths, folder).changed
    assert fingerprint(folder) == before
    assert {row["status"] for row in held(folder) if row["release"] == "2024"} == {"superseded"}


def test_a_folder_is_read_as_its_files_wherever_they_lie(folder: Path, tmp_path: Path) -> None:
    downloads = tmp_path / "downloads"
    (downloads / "deep").mkdir(parents=True)
    written(downloads / "deep" / "looked after.csv", looked_after())
    written(downloads / ".hidden.csv", [["nothing"]])
    written(downloads / "~$open.csv", [["nothing"]])
    report = import_files([downloads, downloads / "deep" / "looked after.csv"], folder)
    assert sum(line.startswith("looked after.csv:") for line in report) == 1


WHOLE = in_csv(looked_after())
HOSTILE = [
    (b"<!DOCTYPE html><title>Not found</title>", "bad.csv is a web page"),
    (b"name,colour\nsky,blue\n", "bad.csv is not recognised"),
    (WHOLE[:60], "bad.csv is not recognised"),
    (WHOLE[:-400], r"bad.csv"),
    (in_csv(looked_after()[:1]), "bad.csv has a header and no rows|bad.csv has no column that says"),
    (in_csv(looked_after({("2023", "E06000001"): "n.k."})), "row 5, column children_count holds 'n.k.'"),
    (
        in_csv(looked_after({("2023", "E06000001"): "150"})),
        "row 3, column children_count: children looked after of North",
    ),
]


@pytest.mark.parametrize(("content", "sentence"), HOSTILE)
def test_one_bad_file_leaves_everything_as_it_was(
    folder: Path, download: Download, tmp_path: Path, content: bytes, sentence: str
) -> None:
    import_files([download(looked_after())], folder)
    before = fingerprint(folder)
    good = download(looked_after(NEXT_YEAR), name="a good one.csv")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    with pytest.raises(Problem, match=sentence) as problem:
        import_files([good, bad], folder)
    assert "\n" not in str(problem.value)
    assert fingerprint(folder) == before


def test_a_text_or_a_name_of_a_file_that_would_command_its_reader_is_not_taken(
    folder: Path, download: Download
) -> None:
    before = fingerprint(folder)
    rows = looked_after(group=f"{LOOKED_AFTER} {{{{ 7*7 }}}}")
    with pytest.raises(Problem, match=r"would bring '2023 / .* and no text of the tables may hold the sign '{'"):
        import_files([download(rows)], folder)
    with pytest.raises(Problem, match=r"^{x}.csv would bring '{x}.csv' into looked_after"):
        import_files([download(looked_after(), name="{x}.csv")], folder)
    assert fingerprint(folder) == before


def test_two_contents_of_one_release_in_one_import_stop(folder: Path, download: Download) -> None:
    paths = [
        download(looked_after(), name="a.csv"),
        download(looked_after({("2024", "E06000001"): "113"}), name="b.csv"),
    ]
    with pytest.raises(Problem, match=r"^a.csv and b.csv are both Children looked after .* with different content"):
        import_files(paths, folder)


def test_what_is_not_there_is_said_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="There is no file or folder"):
        import_files([tmp_path / "gone.csv"], folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(Problem, match="has no files to import"):
        import_files([tmp_path / "empty"], folder)
    with pytest.raises(Problem, match="There is no folder nowhere to hold data"):
        import_files([tmp_path / "empty"], tmp_path / "nowhere" / "data")


def test_a_folder_of_something_else_is_not_taken_for_one_of_tables(tmp_path: Path, download: Download) -> None:
    other = tmp_path / "pictures"
    other.mkdir()
    (other / "cat.txt").write_text("cat", encoding="utf-8")
    with pytest.raises(Problem, match=r"^pictures has files but no datapackage.json"):
        import_files([download(looked_after())], other)


@pytest.mark.parametrize("step", ["copytree", "_write_through", "replace"])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_half_way_leaves_the_folder_as_it_was(
    folder: Path, download: Download, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    import_files([download(looked_after())], folder)
    before = fingerprint(folder)
    original = Path.replace

    def fail(*_arguments: object, **_named: object) -> None:
        raise failure

    def fail_to_take_its_place(path: Path, target: Path) -> Path:
        if path.name == ".data.new":
            raise failure
        return original(path, target)

    match step:
        case "copytree":
            monkeypatch.setattr(shutil, "copytree", fail)
        case "_write_through":
            monkeypatch.setattr(importing, "_write_through", fail)
        case _:
            monkeypatch.setattr(importing, "exchange", lambda *_: False)
            monkeypatch.setattr(Path, "replace", fail_to_take_its_place)
    with pytest.raises(Problem if isinstance(failure, OSError) else KeyboardInterrupt):
        import_files([download(looked_after(NEXT_YEAR))], folder)
    monkeypatch.undo()
    assert fingerprint(folder) == before


def test_an_import_that_was_killed_between_two_renames_is_undone_by_the_next(folder: Path, download: Download) -> None:
    import_files([download(looked_after())], folder)
    before = fingerprint(folder)
    shutil.copytree(folder, folder.with_name(".data.new"))
    folder.rename(folder.with_name(".data.old"))
    import_files([download(looked_after())], folder)
    assert fingerprint(folder) == before


@pytest.mark.parametrize("can_exchange", [True, False])
def test_two_folders_take_each_others_place_or_one_after_the_other(
    folder: Path,
    download: Download,
    monkeypatch: pytest.MonkeyPatch,
    can_exchange: bool,  # noqa: FBT001 - a case
) -> None:
    if not can_exchange:
        monkeypatch.setattr(importing, "exchange", lambda *_: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux exchanges two folders in one step")
    else:
        monkeypatch.setattr(Path, "replace", lambda *_: pytest.fail("a folder was missing for a moment"))
    assert import_files([download(looked_after())], folder).changed
    assert {path.name for path in folder.parent.iterdir() if path.is_dir()} == {"data"}
    assert figures(folder, "2024")["2024", "E06000001"] == "111"


def test_two_imports_at_once_do_not_mix(folder: Path, download: Download) -> None:
    path = download(looked_after())
    with importing._alone(folder), pytest.raises(Problem, match="Another import into data is running"):
        import_files([path], folder)


def test_a_folder_with_some_unknown_files_reads_the_known_and_lists_the_others(folder: Path, tmp_path: Path) -> None:
    release = tmp_path / "release"
    (release / "data").mkdir(parents=True)
    written(release / "data" / "looked after.csv", looked_after())
    written(
        release / "data" / "absence.csv", [["time_period", "geographic_level", "country_code", "new_la_code", "absent"]]
    )
    (release / "data-guidance.txt").write_text("Data guidance", encoding="utf-8")
    (release / "notes.pdf").write_bytes(b"%PDF-1.7")
    report = import_files([release], folder)
    assert len(held(folder)) == 28
    assert (
        "Left out, since they are none of the files that are read: absence.csv, data-guidance.txt, notes.pdf." in report
    )


def test_an_unknown_file_that_is_named_and_a_folder_of_such_stop(folder: Path, tmp_path: Path) -> None:
    before = fingerprint(folder)
    others = tmp_path / "others"
    others.mkdir()
    (others / "guidance.txt").write_text("Data guidance", encoding="utf-8")
    with pytest.raises(Problem, match=r"^None of the files in others is one that is read: guidance.txt"):
        import_files([others], folder)
    with pytest.raises(Problem, match=r"^guidance.txt is not recognised"):
        import_files([others, others / "guidance.txt"], folder)
    shutil.rmtree(others)
    assert fingerprint(folder) == before


def test_the_one_known_file_of_an_archive_is_held_under_its_own_name_and_hash(folder: Path, tmp_path: Path) -> None:
    plain = written(tmp_path / "looked after.csv", looked_after())
    path = tmp_path / "all_files.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(plain, "data/looked after.csv")
        archive.writestr("data-guidance/data-guidance.txt", "Data guidance")
    import_files([path], folder)
    (source,) = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["sources"]
    assert (source["file"], source["sha256"]) == ("looked after.csv", sha256(plain.read_bytes()).hexdigest())
    assert not import_files([plain], folder).changed


def test_every_figure_that_an_import_changes_is_listed(folder: Path, download: Download) -> None:
    import_files([download(looked_after(), name="first.csv")], folder)
    names = ("2024", "E06000001"), ("2024", "E06000063"), ("2023", "E10000016"), ("2023", "E06000001")
    new = dict(zip(names, ("113", "210", "303", "103"), strict=True))
    report = import_files([download(looked_after(new | NEXT_YEAR), name="second.csv")], folder)
    assert [line for line in report if " is now " in line] == [
        "  looked_after_children:Northport:2023: 102 is now 103 (+1), from second.csv.",
        "  looked_after_children:Northport:2024: 111 is now 113 (+2), from second.csv.",
        "  looked_after_children:Newshire:2024: 212 is now 210 (-2), from second.csv.",
        "  looked_after_children:Southshire:2023: 301 is now 303 (+2), from second.csv.",
    ]


def test_provenance_that_moves_is_said(folder: Path, download: Download) -> None:
    import_files([download(looked_after(), name="first.csv")], folder)
    report = import_files([download(looked_after(NEXT_YEAR), name="second.csv")], folder, release="2025-11")
    assert (
        "  28 figures that did not change are now held from second.csv (2025-11), before from first.csv (2024)."
        in list(report)
    )


def test_the_release_of_a_file_that_does_not_state_its_own_comes_from_the_command(
    folder: Path, download: Download, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ["area_code", "area_name", "year", "placement", "percent_of_looked_after"]
    sheet = download([header, ["E92000001", "England", "2026", "foster_care", "66"]], name="placements.csv")
    before = fingerprint(folder)
    for options in ([], ["--release", "2025-11"], ["--release", "November"]):
        assert cli.main(["data", "import", str(sheet), "--data", str(folder), *options]) == 1
        assert capsys.readouterr().err.count("\n") == 1
        assert fingerprint(folder) == before
    assert cli.main(["data", "import", str(sheet), "--data", str(folder), "--release", "2026-11"]) == 0
    assert [(row["release"], row["source_id"]) for row in held(folder, "placements")] == [
        ("2026-11", "dfe-lait-cla-2026-11")
    ]


def test_what_would_give_a_suppressed_number_back_is_withheld_whatever_comes_first(
    folder: Path, download: Download
) -> None:
    header = ["area_code", "area_name", "financial_year", "service", "pounds_per_child_per_week"]
    places = (("E06000001", "North City"), ("E92000001", "England"))
    sheet = [
        header,
        *([*place, year, "looked_after_all", "1000"] for place in places for year in ("2022-23", "2023-24")),
    ]
    import_files([download(sheet, name="costs.csv")], folder, release="2024-12")
    assert {row["value"] for row in held(folder, "unit_costs")} == {"1000"}
    numbers = looked_after({("2024", "E06000001"): "c", ("2024", "E12000001"): "220", ("2024", "E92000001"): "530"})
    started = looked_after(group="Children starting to be looked after each year")
    import_files([download([*numbers, *started[1:]])], folder)
    shown = {
        (row["measure"], row["area_code"], row["period"]): row["value"] or row["marker"]
        for row in (*held(folder), *held(folder, "unit_costs"))
    }
    withheld = {key for key, cell in shown.items() if cell == "c"}
    assert withheld == {
        ("looked_after_children", "E06000001", "2024"),
        ("looked_after_rate_per_10k_published", "E06000001", "2024"),
        ("starting_children", "E06000001", "2024"),
        ("starting_rate_per_10k_published", "E06000001", "2024"),
        ("unit_cost_gbp_per_week", "E06000001", "2023-24"),
    }


def test_the_words_of_the_group_are_in_the_reference(folder: Path, download: Download) -> None:
    import_files([download(looked_after())], folder)
    assert held(folder)[0]["source_ref"].startswith(f"2023 / E06000001 / {LOOKED_AFTER}!")


def test_everything_held_comes_from_the_files_to_the_byte(
    every_official: OfficialFiles, compiled: Path, further: list[Path], data: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "data"
    releases = by_fingerprint([*compiled.iterdir(), *further, *every_official.values()])
    import_files([every_official.folder, compiled, *further], fresh, published=releases)
    for path in sorted(data.iterdir()):
        assert (fresh / path.name).read_bytes() == path.read_bytes(), path.name
    assert not import_files([*every_official.of("dfe-"), compiled, *further], fresh, published=releases).changed
