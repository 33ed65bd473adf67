"""How numbers are printed: rounded half up, grouped by commas, each unit in the way that its readers expect.

Python's ``round`` turns 2.5 into 2, and ``f"{x:.1f}"`` turns 0.25 into 0.2; a pocket calculator does neither.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from analysis.formulas.units import Unit, unit_named
from analysis.problem import Problem
from analysis.wording import listed

MINUS = "−"
"""The sign of negative numbers: as wide as a plus, and no line breaks between it and its digits."""

_SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LEAST = Decimal("0.1")
"""An amount below a tenth of the chosen scale is printed in a smaller scale: £34,000, not £0.0m."""
_SCALES = {"bn": Decimal(10) ** 9, "m": Decimal(10) ** 6, "thousand": Decimal(10) ** 3}


def half_up(value: float, decimals: int = 0) -> Decimal:
    """The value rounded to a number of decimals, halves away from zero; never minus zero.

    Only twelve significant figures count, so that 806.55 rounds alike if binary fractions add up to 806.5499999999999.

    >>> half_up(2.5), half_up(-2.5), half_up(0.25, 1), half_up(-0.04, 1)
    (Decimal('3'), Decimal('-3'), Decimal('0.3'), Decimal('0.0'))
    """
    return _rounded(_exact(value), decimals)


def text(value: float, unit: str, *, decimals: int | None = None, style: str | None = None) -> str:
    """A value as the report prints it, with the sign of its unit; the sentence adds words such as "children".

    ``style`` is one of those that ``analysis.formulas.units`` lists for the unit: for pounds ``bn``, ``m``,
    ``thousand``, ``full`` or ``short`` (millions from £100,000 on), for percentage points ``bare`` (the number without
    the words). Shares are 0 to 1 and print as per cent. An amount below a tenth of a million prints in full even if
    millions are asked for, so that no small council has £0.0m.

    >>> text(81770, "children"), text(67.12, "per_10k"), text(671.2, "per_100k")
    ('81,770', '67.1', '671')
    >>> text(14_592_900_000, "gbp"), text(605_000_000, "gbp"), text(1234.4, "gbp_per_child"), text(-4_200_000, "gbp")
    ('£14.6bn', '£605m', '£1,234', '−£4.2m')
    >>> text(34_000, "gbp", style="m"), text(340_000, "gbp", style="m", decimals=1), text(0, "gbp", style="m")
    ('£34,000', '£0.3m', '£0')
    >>> text(640_123, "gbp"), text(640_123, "gbp", style="short"), text(1_230_000_000, "gbp", style="short")
    ('£640,123', '£0.6m', '£1.2bn')
    >>> text(0.4537, "share"), text(0.0471, "percentage_points"), text(0.0471, "percentage_points", style="bare")
    ('45.4%', '4.7 percentage points', '4.7')

    Raises :class:`Problem` for an unknown unit, and for a style that the unit does not have.
    """
    known = unit_named(unit, "A number")
    if style is not None and style not in known.styles:
        choice = f"its styles are {listed(known.styles)}" if known.styles else "it has none"
        raise Problem(f"The unit '{unit}' has no style '{style}': {choice}.")
    if known.is_scaled:
        return _scaled(value, known, decimals, style)
    rounded = _rounded(_exact(value) * known.factor, known.decimals if decimals is None else decimals)
    if style == "bare":
        return _signed(rounded, known.prefix)
    suffix = known.suffix_of_one if known.suffix_of_one and abs(rounded) == 1 else known.suffix
    return _signed(rounded, known.prefix) + suffix


def in_full(value: float) -> str:
    """A value with up to twelve significant figures, as a calculation shows it.

    >>> in_full(12183016), in_full(0.559012345), in_full(-638_800_000.0)
    ('12,183,016', '0.559012345', '−638,800,000')
    """
    return _signed(_exact(value).normalize())


def words(value: float) -> str:
    """A count up to ten in words; a larger count, or a number that is not whole, in figures.

    >>> words(9), words(10), words(11), words(-3), words(2.5)
    ('nine', 'ten', '11', '−3', '2.5')
    """
    exact = _exact(value)
    if exact == exact.to_integral_value():
        return _SMALL[int(exact)] if 0 <= exact <= 10 else _signed(_rounded(exact, 0))
    return _signed(exact.normalize())


def ordinal(place: int) -> str:
    """An ordinal number, in words up to the tenth.

    >>> ordinal(3), ordinal(11), ordinal(22), ordinal(101), ordinal(113)
    ('third', '11th', '22nd', '101st', '113th')
    """
    if 1 <= place <= len(_ORDINALS):
        return _ORDINALS[place - 1]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def fraction(share: float, *, of: int | None = None, down: bool = False) -> str:
    """A share in words: in halves, thirds, quarters, fifths or tenths, whichever is within two percentage points.

    ``of=10`` gives the share in tenths, however near; ``down`` rounds it down, for "more than nine in ten". A share
    below one in ten becomes "one in" a number.

    >>> fraction(0.1), fraction(0.905), fraction(0.34), fraction(0.959, of=10, down=True), fraction(0.045)
    ('one in ten', 'nine in ten', 'one in three', 'nine in ten', 'one in 22')

    Raises :class:`Problem` if no such fraction is near, or if the share is not between 0 and 1.
    """
    exact = _exact(share)
    if not 0 < exact <= 1:
        raise Problem(f"{exact} cannot be written as one in two or the like: expected a share above 0, up to 1.")
    if of is not None:
        parts = (exact * of).quantize(Decimal(1), rounding=ROUND_DOWN if down else ROUND_HALF_UP)
        return f"{words(int(parts))} in {words(of)}"
    if exact < Decimal("0.095"):
        return f"one in {words(int(_rounded(1 / exact, 0)))}"
    distance, whole, part = min(
        (abs(exact - Decimal(part) / whole), whole, part) for whole in (2, 3, 4, 5, 10) for part in range(1, whole + 1)
    )
    if distance > Decimal("0.02"):
        raise Problem(
            f"No plain fraction lies within two percentage points of {text(share, 'share')}: print the percentage, or "
            f"ask for so many in ten with one_in(of=10)."
        )
    return "all" if part == whole else f"{words(part)} in {words(whole)}"


def _scaled(value: float, unit: Unit, decimals: int | None, style: str | None) -> str:
    exact = _exact(value)
    if style in (None, "short"):
        from_millions = Decimal(999_500 if style is None else 100_000)
        style = "bn" if abs(exact) >= Decimal("999.5e6") else "m" if abs(exact) >= from_millions else "full"
    if style == "full":
        return _signed(_rounded(exact, decimals or 0), unit.prefix)
    scaled = exact / _SCALES[style]
    if abs(scaled) < _LEAST:
        return _scaled(value, unit, None, "m" if style == "bn" else "full")
    if decimals is None:
        decimals = 1 if style == "bn" or (style == "m" and abs(scaled) < Decimal("9.95")) else 0
    return _signed(_rounded(scaled, decimals), unit.prefix) + (" thousand" if style == "thousand" else style)


def _exact(value: float) -> Decimal:
    exact = Decimal(repr(float(value))) if not isinstance(value, int) else Decimal(value)
    if not exact.is_finite():
        raise Problem("A value that is missing cannot be printed as a number.")
    if exact == 0:
        return Decimal(0)
    return exact.quantize(Decimal(1).scaleb(max(exact.adjusted() - 11, -15))) if exact.adjusted() < 12 else exact


def _rounded(exact: Decimal, decimals: int) -> Decimal:
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _signed(number: Decimal, currency: str = "") -> str:
    return (MINUS if number < 0 else "") + currency + f"{abs(number):,f}"
