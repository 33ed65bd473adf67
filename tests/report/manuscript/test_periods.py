"""Sentences that name their periods: the data says which, and one that it does not reach takes its sentence along."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.problem import Problem
from report.manuscript.periods import Named, Period, named_periods
from report.manuscript.prose import Prose
from tests.report.conftest import AREAS, DEFINITIONS

RATE, CHILDREN = "looked_after_rate_per_10k", "looked_after_children"


@pytest.fixture
def named(prose: Prose) -> Prose:
    prose.name_periods(
        [Named("now", Period("2025"), "the newest", fixed=False), Named("base", Period("2016-17"), "why", fixed=True)]
    )
    return prose


def said(prose: Prose, template: str) -> str:
    return prose.text(template, "sec-x")


def test_england_and_the_newest_period_are_meant_if_nothing_else_is_said(named: Prose) -> None:
    assert said(named, f"{{{{ n('{RATE}') }}}}") == said(named, f"{{{{ n('{RATE}', 'England', 2025) }}}}")
    assert said(named, f"{{{{ n('{RATE}', 'London') }}}}") == said(named, f"{{{{ n('{RATE}', 'London', 2025) }}}}")


def test_a_change_since_a_named_period_is_the_change_between_two_years(named: Prose) -> None:
    for function in ("change", "percent_change", "rose", "rose_by"):
        short = said(named, f"{{{{ {function}('{CHILDREN}', since=now - 5) }}}}")
        assert short == said(named, f"{{{{ {function}('{CHILDREN}', 'England', 2020, 2025) }}}}")


def test_a_named_period_in_place_of_an_area_is_about_england(named: Prose) -> None:
    assert said(named, f"{{{{ n('{RATE}', now - 1) }}}}") == said(named, f"{{{{ n('{RATE}', 'England', 2024) }}}}")
    long = said(named, f"{{{{ rose_by('{CHILDREN}', 'England', 2020, 2024) }}}}")
    assert said(named, f"{{{{ rose_by('{CHILDREN}', now - 5, now - 1) }}}}") == long
    assert said(named, f"{{{{ rose_by('{CHILDREN}', now - 5, to=now - 1) }}}}") == long


def test_a_sentence_about_an_indicator_without_any_year_falls_away(sample_indicators: pd.DataFrame) -> None:
    rows = sample_indicators[sample_indicators["indicator"] == CHILDREN]
    prose = Prose(rows, AREAS, DEFINITIONS)
    text = f"They were {{{{ n('{CHILDREN}') }}}}.\nThat is {{{{ n('{RATE}') }}}} per 10,000."
    assert "That is" not in said(prose, text)
    assert said(prose, f"{{% if held('{RATE}') %}}a rate{{% else %}}no rate{{% endif %}}") == "no rate"


def test_a_comparison_says_how_much_and_which_way(named: Prose) -> None:
    more = said(
        named, f"{{{{ compared_with('{CHILDREN}', since=now - 5, up='more', down='fewer') }}}} in {{{{ now - 5 }}}}"
    )
    assert more.endswith("% more than in 2020")
    fewer = said(named, f"{{{{ compared_with('{RATE}', 'London', since=base.ending) }}}}")
    assert fewer.endswith("% lower than")


def test_a_period_does_not_take_the_name_of_a_function(prose: Prose) -> None:
    with pytest.raises(Problem, match=r"^The period 'rose' has the name of a function that templates call"):
        prose.name_periods([Named("rose", Period("2025"), "the newest", fixed=False)])


def test_the_words_of_a_period_are_made_from_it(named: Prose) -> None:
    assert said(named, "{{ now.day }}, {{ now.year_to }}, {{ now.financial }}, {{ base - 1 }}") == (
        "31 March 2025, the year to March 2025, 2024-25, 2015-16"
    )


def test_a_sentence_about_a_period_out_of_reach_falls_away_with_its_numbers(named: Prose) -> None:
    text = named.markdown(
        f"They were {{{{ n('{CHILDREN}') }}}}.\nThat is {{{{ compared_with('{CHILDREN}', since=now - 50) }}}}, and "
        f"{{{{ n('{RATE}') }}}}.\n\n::: {{.note}}\nLater it was {{{{ n('{RATE}', period=now + 1) }}}}.\n:::\n",
        "sec-x",
    )
    assert text.startswith("They were [")
    assert "That is" not in text
    assert ":::" not in text
    assert [entry["key"] for entry in named.headline()] == [f"{CHILDREN}:E92000001:2025"]
    assert [place for place, _ in named.fallen] == ["sec-x", "sec-x"]


def test_a_period_is_not_compared_with_itself(named: Prose) -> None:
    assert said(named, f"So it is. It {{{{ rose_by('{CHILDREN}', since=now) }}}}.") == "So it is."


def test_a_year_that_is_typed_and_not_held_still_stops_the_build(named: Prose) -> None:
    with pytest.raises(Problem, match="has no period 1999"):
        said(named, f"{{{{ n('{CHILDREN}', 'England', 1999) }}}}")


def test_what_a_chapter_sets_its_next_cells_know_and_the_next_chapter_does_not(named: Prose) -> None:
    named.begin()
    named.begin_chapter()
    named.markdown(f"{{% set rate = '{RATE}' %}}", "sec-x")
    assert said(named, "{{ n(rate) }}") == said(named, f"{{{{ n('{RATE}') }}}}")
    named.begin_chapter()
    with pytest.raises(Problem, match="names 'rate', which is unknown"):
        said(named, "{{ n(rate) }}")


def test_a_declared_period_is_newest_or_fixed_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "periods.toml"
    path.write_text('[now]\nnewest = "x"\nwhat = "the newest"\n\n[base]\nfixed = "2016-17"\nwhy = "a reason"\n')
    now, base = named_periods(path, lambda _: "2031")
    assert (now.period, now.fixed, base.period, base.fixed) == ("2031", False, "2016-17", True)
    path.write_text('[base]\nfixed = "2016-17"\n')
    with pytest.raises(Problem, match=r"The period .base. of periods\.toml has fixed: expected"):
        named_periods(path, lambda _: "2031")
