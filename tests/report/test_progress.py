"""What a download shows of itself."""

from __future__ import annotations

import io

import pytest

from report.progress import download_bars


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_large_download_shows_on_a_terminal_how_much_of_it_has_arrived() -> None:
    terminal = Terminal()
    with download_bars(terminal) as on_progress:
        on_progress("small.ods", 400_000, 400_000)
        assert terminal.getvalue() == ""
        on_progress("large.ods", 1_000_000, 4_000_000)
        assert terminal.getvalue().endswith(f"large.ods [{'=' * 7}{' ' * 23}] 1.0 of 4.0 MB")
        on_progress("endless.csv", 1_000_000, None)
        assert terminal.getvalue().endswith("\r\x1b[2Kendless.csv 1.0 MB")


def test_the_bar_is_gone_however_the_downloads_end() -> None:
    terminal = Terminal()

    def interrupted() -> None:
        with download_bars(terminal) as on_progress:
            on_progress("large.ods", 1_000_000, 4_000_000)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_nothing_is_shown_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with download_bars(stream) as on_progress:
        on_progress("large.ods", 1_000_000, 4_000_000)
    assert stream.getvalue() == ""
