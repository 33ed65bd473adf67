"""The fast way's page: an SVG with real text, without ids that nothing refers to, and without a style sheet.

Matplotlib's own SVG is a document of its own. A chart of the report shares its page with others, and a style sheet
would hold for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any, Final

from matplotlib._path import convert_to_string  # type: ignore[attr-defined]  # its types leave out most of it
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, weight_dict
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from figures.drawing.backend.lettering import Letters, lines
from figures.drawing.canvas import Shape
from figures.drawing.typeface import FAMILY, REGULAR

_SALT: Final = "valuing-care"
_SIGNS: Final = [b"M", b"L", b"Q", b"C", b"z"]
_DECIMALS: Final = 6
_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}
_CAPS: Final = {"projecting": "square", "round": "round"}
_FLIPPED: Final = Affine2D().scale(1, -1)


def written(canvas: Canvas, shape: Shape) -> str:
    """The SVG of a painted canvas."""
    page = Page(*canvas.bbox.size)
    canvas.draw(page)
    return page.svg(shape)


def as_svg(path: Path, transform: Transform, seen: tuple[float, float, float, float] | None = None) -> str:
    """A path in the letters and numbers of SVG; of strokes, the part that is ``seen``."""
    written: bytes = convert_to_string(
        path, transform, seen, simplify=False, sketch=None, precision=_DECIMALS, codes=_SIGNS, postfix=False
    )
    return written.decode()


class Page(RendererBase):
    """A page of some width and height, in points, on which artists draw."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self._width, self._height = width, height
        self._from_the_top = Affine2D().scale(1, -1).translate(0, height)
        self._lines: list[str] = []
        self._groups: list[bool] = []
        """Of each group that is open, whether it is written."""
        self._clips: dict[tuple[float, ...], str] = {}
        self._markers: dict[tuple[str, str], str] = {}

    def svg(self, shape: Shape) -> str:
        """What was drawn, to be shown in the size of a shape."""
        head = (
            f'<svg stroke-linejoin="round" font-family="{FAMILY}, sans-serif" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink" width="{shape.width}" height="{shape.height}" '
            f'viewBox="0 0 {_number(self._width)} {_number(self._height)}" '
            'xmlns="http://www.w3.org/2000/svg" version="1.1">'
        )
        clips = []
        for (x, y, across, up), name in self._clips.items():
            box = _attributes(x=_number(x), y=_number(y), width=_number(across), height=_number(up))
            clips += [f'<clipPath id="{name}">', f"<rect{box}/>", "</clipPath>"]
        foot = ["<defs>", *clips, "</defs>"] if clips else []
        return "\n".join([head, *self._lines, *foot, "</svg>\n"])

    def write(
        self, text: str, place: tuple[float, float], letters: Letters, colour: str, across: str, along: str
    ) -> None:
        """Write a text, put at a place from the left and the bottom in points as :func:`lettering.lines` says."""
        x, y = place[0], self._height - place[1]
        found = lines(text, letters, across, along)
        if len(found) == 1:
            style = f"{_font(letters)}; text-anchor: {_ANCHORS[across]}; fill: {colour}"
            self._put(f'<text style="{style}" x="{_number(x)}" y="{_number(y - found[0].up)}">{_words(text)}</text>')
            return
        for line in found:
            self._write_line(line.words, x + line.right, y - line.up, letters, colour)

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Begin a group, which is written as soon as something is drawn in it."""
        del s, gid
        self._groups.append(False)

    def close_group(self, s: str) -> None:
        """End the group that was begun last."""
        del s
        if self._groups.pop():
            self._lines.append("</g>")

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,  # noqa: N803 - as matplotlib names it
    ) -> None:
        """Draw lines and curves, filled or not."""
        seen = (0.0, 0.0, self._width, self._height) if rgbFace is None else None
        way = _lean(as_svg(path, transform + self._from_the_top, seen))
        if way:
            self._put(f'<path d="{way}"{self._clipped(gc)} style="{_css(_look(gc, rgbFace))}"/>')

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,  # noqa: N803 - as matplotlib names it
    ) -> None:
        """Draw the same mark at each point of a path."""
        held = (0.0, 0.0, self._width * 72, self._height * 72)
        points = [
            points[-2:] for points, _ in path.iter_segments(trans + self._from_the_top, clip=held, simplify=False)
        ]
        if not points:
            return
        look = _look(gc, rgbFace)
        style = _css(look)
        mark = as_svg(marker_path, marker_trans + _FLIPPED), style
        name = self._markers.get(mark)
        if name is None:
            name = self._markers[mark] = _name("m", mark)
            stroke = _css({key: value for key, value in look.items() if key.startswith("stroke")})
            self._put("<defs>", f"<path{_attributes(id=name, d=_lean(mark[0]), style=stroke)}/>", "</defs>")
        self._put(
            f"<g{self._clipped(gc)}>",
            *(f'<use xlink:href="#{name}" x="{_number(x)}" y="{_number(y)}" style="{style}"/>' for x, y in points),
            "</g>",
        )

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | str = False,  # noqa: FBT001, FBT002 - as matplotlib calls it
        mtext: Text | None = None,
    ) -> None:
        """Write a line that matplotlib has laid out."""
        if angle or ismath:
            raise NotImplementedError(f"The words of a chart lie level and hold no formula: '{s}'.")
        letters, colour = _letters(prop), to_hex(gc.get_rgb())
        if mtext is None:
            self._write_line(s, x, y, letters, colour)
        else:
            at, _ = mtext.get_transform().transform(mtext.get_unitless_position())
            self.write(s, (at, self._height - y), letters, colour, mtext.get_horizontalalignment(), "baseline")

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: bool | str,  # noqa: FBT001 - as matplotlib calls it
    ) -> tuple[float, float, float]:
        """The width of a line in points, its height, and how much of that is below its baseline."""
        del ismath
        letters = _letters(prop)
        above, below = letters.reach(s)
        return letters.width(s), above + below, below

    def flipy(self) -> bool:
        """Whether heights are counted from the top."""
        return True

    def get_canvas_width_height(self) -> tuple[float, float]:
        """The size of the page in points."""
        return self._width, self._height

    def _write_line(self, words: str, x: float, y: float, letters: Letters, colour: str) -> None:
        place = f"translate({_number(x)} {_number(y)})"
        self._put(f'<text style="{_font(letters)}; fill: {colour}" transform="{place}">{_words(words)}</text>')

    def _put(self, *written: str) -> None:
        if not all(self._groups):
            self._lines += ["<g>"] * self._groups.count(False)
            self._groups = [True] * len(self._groups)
        self._lines += written

    def _clipped(self, gc: GraphicsContextBase) -> str:
        if gc.get_clip_path()[0] is not None:
            raise NotImplementedError("The marks of a chart are cut at the edges of their panel and nowhere else.")
        rectangle = gc.get_clip_rectangle()
        if rectangle is None:
            return ""
        x, y, width, height = rectangle.bounds
        box = (x, self._height - (y + height), width, height)
        if box not in self._clips:
            self._clips[box] = _name("p", box)
        return f' clip-path="url(#{self._clips[box]})"'


def _look(gc: GraphicsContextBase, face: Any) -> dict[str, str]:
    """How a path is filled and stroked, as properties of a style."""
    if gc.get_hatch() is not None:
        raise NotImplementedError("The marks of a chart differ in colour and outline, and are not hatched.")
    whole = gc.get_forced_alpha()
    look = {"fill": "none" if face is None else to_hex(face)}
    if face is not None and face[3] != 1 and not whole:
        look["fill-opacity"] = _number(face[3])
    if whole and gc.get_alpha() != 1:
        look["opacity"] = _number(gc.get_alpha())
    width = gc.get_linewidth()
    if not width:
        return look
    dashes: tuple[float, Any] = gc.get_dashes()
    if dashes[1] is not None:
        look["stroke-dasharray"] = ",".join(map(_number, dashes[1]))
        look["stroke-dashoffset"] = _number(float(dashes[0]))
    colour = gc.get_rgb()
    look["stroke"] = to_hex(colour)
    if colour[3] != 1 and not whole:
        look["stroke-opacity"] = _number(colour[3])
    if width != 1:
        look["stroke-width"] = _number(width)
    if gc.get_joinstyle() != "round":
        look["stroke-linejoin"] = gc.get_joinstyle()
    if gc.get_capstyle() != "butt":
        look["stroke-linecap"] = _CAPS[gc.get_capstyle()]
    return look


def _lean(way: str) -> str:
    return way.replace(" \n", "\n")


def _letters(face: FontProperties) -> Letters:
    weight: Any = face.get_weight()
    return Letters(face.get_size_in_points(), weight_dict.get(weight, weight))


@cache
def _font(letters: Letters) -> str:
    weight = "" if letters.weight == REGULAR else f"font-weight: {letters.weight}; "
    return f"{weight}font-size: {_number(letters.size)}px"


def _attributes(**values: str) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items() if value)


def _css(look: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in look.items())


def _name(kind: str, content: object) -> str:
    """An id that depends on the content alone."""
    return f"{kind}{sha256(f'{_SALT}{content}'.encode()).hexdigest()[:10]}"


def _words(text: str) -> str:
    """Words between tags."""
    return escape(text, quote=False)


def _number(value: float) -> str:
    return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
