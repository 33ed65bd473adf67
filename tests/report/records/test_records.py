"""The records of a build: its manifest, its research object, the Parquet table and how to cite it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from analysis.problem import Problem
from analysis.tables.loading import Tables
from report import project
from report.formats.parquet import parquet
from report.records.crate import FILE_NAME, crate
from report.records.manifest import fingerprints, manifest

OUTPUTS = {"report/valuing-care.pdf": b"%PDF", "indicators.csv": b"indicator\n", "figures/rate.png": b"png"}


@pytest.fixture(scope="module")
def record(root: Path) -> dict[str, Any]:
    return manifest(project.in_folder(root), fingerprints(OUTPUTS), "pandoc")


@pytest.fixture(scope="module")
def described(record: dict[str, Any], tables: Tables) -> dict[str, Any]:
    return crate(record, OUTPUTS, tables.sources.values(), 1_764_806_400)


def test_the_manifest_has_the_hash_of_everything_that_goes_in_and_comes_out(record: dict[str, Any], root: Path) -> None:
    some = {"data/looked_after.csv", "analysis/indicators/spending.py", "report/chapters/01-summary.ipynb"}
    assert some | {"requirements.lock"} <= set(record["inputs"])
    for name, about in record["inputs"].items():
        assert about["sha256"] == hashlib.sha256((root / name).read_bytes()).hexdigest()
    assert record["outputs"]["report/valuing-care.pdf"] == {"bytes": 4, "sha256": hashlib.sha256(b"%PDF").hexdigest()}


def test_the_manifest_names_engine_libraries_and_revision(record: dict[str, Any]) -> None:
    assert record["engine"] == "pandoc"
    assert record["libraries"]["typst"] == version("typst")
    assert record["libraries"]["pypandoc-binary"] == version("pypandoc_binary")
    assert record["revision"] is None or len(record["revision"]) == 40


def test_outside_its_repository_the_code_has_a_version_and_no_revision(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(project, "ROOT", tmp_path)
    assert project.revision() is None


def test_the_crate_follows_the_specification(described: dict[str, Any], tmp_path: Path, root: Path) -> None:
    python = root / ".venv" / "validator" / "bin" / "python"
    if not python.exists():
        pytest.skip("the validator of research objects is not installed: make test installs it")
    for name, content in OUTPUTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / FILE_NAME).write_text(json.dumps(described), encoding="utf-8")
    done = subprocess.run(
        [python, Path(__file__).with_name("validate_crate.py"), tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    recommended = "a ROR identifier|organization SHOULD have a URL|contactPoint"  # the contributors have none of these
    assert [issue for issue in json.loads(done.stdout) if not re.search(recommended, issue)] == []


def test_the_crate_says_what_it_is(described: dict[str, Any]) -> None:
    entities = {entity["@id"]: entity for entity in described["@graph"]}
    assert len(entities) == len(described["@graph"])
    root = entities[entities["ro-crate-metadata.json"]["about"]["@id"]]
    assert root["@type"] == "Dataset"
    assert root["datePublished"] == "2025-12-04"
    assert entities["figures/rate.png"]["description"] == "A chart of the report as a picture, for slides"


def test_the_crate_lists_every_output_as_a_file_with_its_hash(described: dict[str, Any]) -> None:
    files = {entity["@id"]: entity for entity in described["@graph"] if entity["@type"] == "File"}
    assert set(files) == set(OUTPUTS)
    for name, content in OUTPUTS.items():
        assert files[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert files[name]["contentSize"] == str(len(content))
    root = next(entity for entity in described["@graph"] if entity["@id"] == "./")
    assert {part["@id"] for part in root["hasPart"]} == set(OUTPUTS)


@pytest.mark.parametrize("name", ["report/valuing-care.epub", "figures/rate.tiff", "notes/rate.png"])
def test_an_output_of_an_unknown_kind_is_refused_by_name(record: dict[str, Any], name: str) -> None:
    with pytest.raises(Problem, match=f"cannot say what {re.escape(name)} is"):
        crate(record, {name: b""}, [], 0)


def test_every_entity_that_the_crate_refers_to_is_described_in_it(described: dict[str, Any]) -> None:
    values = [value for entity in described["@graph"] for key, value in entity.items() if key != "conformsTo"]
    single = [part for value in values for part in (value if isinstance(value, list) else [value])]
    referred = {part["@id"] for part in single if isinstance(part, dict)}
    assert referred
    assert referred <= {entity["@id"] for entity in described["@graph"]}


def test_the_crate_credits_every_source(described: dict[str, Any], tables: Tables) -> None:
    names = {entity["@id"] for entity in described["@graph"]}
    assert {f"#source-{source}" for source in tables.sources} <= names


def test_parquet_has_the_values_of_the_table(indicators: pd.DataFrame, tmp_path: Path) -> None:
    few = indicators.iloc[::97].reset_index(drop=True)
    (tmp_path / "indicators.parquet").write_bytes(parquet(few))
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT * FROM read_parquet(?)", [str(tmp_path / "indicators.parquet")])
        kinds = {column[0]: str(column[1]) for column in rows.description or []}
        read = rows.fetchall()
    assert read == few.astype(object).where(few.notna(), None).to_records(index=False).tolist()
    assert list(kinds) == list(few.columns)
    assert {name for name, kind in kinds.items() if kind != "VARCHAR"} == set(few.select_dtypes("number").columns)


def test_the_same_table_gives_the_same_parquet(indicators: pd.DataFrame) -> None:
    assert parquet(indicators) == parquet(indicators.copy())


def test_the_citation_file_follows_its_schema(root: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run([*command, "CITATION.cff"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
