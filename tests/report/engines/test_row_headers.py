"""The PDF as it is written anew."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest

from report.engines.row_headers import saved


@pytest.mark.parametrize("compressed", [False, True])
def test_no_stream_ends_in_a_carriage_return_and_each_holds_what_it_held(compressed: bool) -> None:  # noqa: FBT001 - a case
    texts = [bytes([number]) for number in (range(256) if compressed else b"\r")]
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for number, text in enumerate(texts):
            stream = pikepdf.Stream(pdf, zlib.compress(text) if compressed else text)
            if compressed:
                stream.Filter = pikepdf.Name.FlateDecode
            pdf.Root[f"/Text{number}"] = stream
        assert any(pdf.Root[f"/Text{number}"].read_raw_bytes().endswith(b"\r") for number in range(len(texts)))
        written = saved(pdf)
    with pikepdf.open(io.BytesIO(written)) as pdf:
        streams = [pdf.Root[f"/Text{number}"] for number in range(len(texts))]
        assert [stream.read_bytes() for stream in streams] == texts
        assert not any(stream.read_raw_bytes().endswith(b"\r") for stream in streams)
