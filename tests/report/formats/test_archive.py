"""Archives that hold no clock."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from report.formats.archive import packed, unpacked


def test_an_archive_comes_apart_into_what_it_was_made_of() -> None:
    parts = {"b": b"2", "a": b"1" * 1000}
    assert unpacked(packed(parts)) == parts


def test_an_archive_keeps_order_and_bears_no_date_of_its_making() -> None:
    with zipfile.ZipFile(io.BytesIO(packed({"mimetype": b"text", "b": b"2", "a": b"1"}, plain="mimetype"))) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == ["mimetype", "b", "a"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert entries[0].compress_type == zipfile.ZIP_STORED
    assert entries[1].compress_type == zipfile.ZIP_DEFLATED


def test_an_archive_is_whole_and_its_names_are_read_as_written() -> None:
    with zipfile.ZipFile(io.BytesIO(packed({"Überblick.txt": b"text", "empty": b""}))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["Überblick.txt", "empty"]


def test_an_archive_is_compressed_by_the_installation_and_not_by_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = packed({"a": b"1" * 1000})

    def of_another_machine(*_: object, **__: object) -> None:
        raise AssertionError("The zlib of this Python was asked.")

    monkeypatch.setattr(zlib, "compressobj", of_another_machine)
    monkeypatch.setattr(zlib, "compress", of_another_machine)
    assert packed({"a": b"1" * 1000}) == before
    assert len(before) < 200
