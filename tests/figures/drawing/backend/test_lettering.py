"""Lines of text are where matplotlib, which lays out every glyph of every text, would put them."""

from __future__ import annotations

import subprocess
import sys
from multiprocessing import get_all_start_methods
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from figures.drawing import typeface
from figures.drawing.backend.lettering import Letters, lines
from figures.drawing.typeface import FACES, SMALL, TEXT

SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;()[]%£−–’‘“”!?/&+*ÀÉÎÔÜçñŷ"
WORDS = st.text(SIGNS, min_size=1, max_size=24)


class Recorder(RendererBase):
    """Matplotlib's own layout, written down."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, float, float]] = []

    def draw_text(self, gc: Any, x: float, y: float, s: str, *rest: Any, **named: Any) -> None:
        del gc, rest, named
        self.lines.append((s, float(x), float(y)))

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        return text_to_path.get_text_width_height_descent(s, prop, ismath)

    def flipy(self) -> bool:
        return False


@given(
    text=st.lists(WORDS, min_size=1, max_size=4).map("\n".join),
    size=st.sampled_from([TEXT, SMALL]),
    weight=st.sampled_from(list(FACES)),
    spacing=st.sampled_from([None, 1, 1.05, 1.15]),
    across=st.sampled_from(["left", "center", "right"]),
    along=st.sampled_from(["bottom", "top", "center", "baseline", "center_baseline"]),
)
def test_lines_are_where_matplotlib_would_put_them(
    text: str, size: float, weight: int, spacing: float | None, across: str, along: str
) -> None:
    face = FontProperties(fname=str(typeface.folder(typeface.SANS) / FACES[weight]), size=size)
    written = Text(0, 0, text, fontproperties=face, ha=across, va=along, linespacing=spacing, parse_math=False)
    written.set_figure(Figure(dpi=72))
    recorder = Recorder()
    written.draw(recorder)
    ours = lines(text, Letters(size, weight, spacing), across, along)
    assert [line.words for line in ours] == [words for words, _, _ in recorder.lines]
    for line, (_, x, y) in zip(ours, recorder.lines, strict=True):
        assert line.up == pytest.approx(y, abs=1e-9)
        if len(ours) > 1:  # a line by itself is anchored, and has no beginning
            assert line.right == pytest.approx(x, abs=1e-9)


def test_letters_of_a_weight_that_is_not_bundled_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="have the weights 400 and 600, and not 700"):
        lines("Kent", Letters(TEXT, 700), "left", "center")


MEASURING = """
import multiprocessing
from figures.drawing.backend.lettering import _reach
from figures.drawing.typeface import REGULAR

signs = [chr(number) for number in range(33, 127)]
alone = {sign: _reach.__wrapped__(sign, REGULAR) for sign in signs}

def differ(_):
    return any(_reach.__wrapped__(sign, REGULAR) != alone[sign] for _ in range(50) for sign in signs)

with multiprocessing.get_context("fork").Pool(2) as processes:
    print(processes.map(differ, range(2), chunksize=1))
"""


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="This system forks no processes.")
def test_processes_that_were_forked_with_a_face_measure_as_one_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURING], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[False, False]\n", "")
