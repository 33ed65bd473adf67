"""Templates: what they call, what they know by name, and what they say of a fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.problem import Problem
from report.manuscript.periods import Period
from report.manuscript.printed import Missing, Number
from report.manuscript.templates import COMPILED, Templates, compiled


def shown(*arguments: object, **named: object) -> str:
    return f"{arguments}{named or ''}"


TEMPLATES = Templates([shown])


@given(st.text(alphabet=st.characters(blacklist_characters="'\"\\{}\r\n")), st.integers(min_value=0))
def test_a_function_is_called_with_what_the_template_names(text: str, year: int) -> None:
    assert TEMPLATES.text(f"{{{{ shown('{text}', {year}, of=\"{text}\") }}}}") == shown(text, year, of=text)


def test_a_name_that_one_document_knows_is_unknown_to_the_next() -> None:
    templates = Templates([shown])
    templates.name({"area": "Kent"})
    assert templates.text("{{ area }}") + templates.text("{% if area %}!{% endif %}") == "Kent!"
    templates.name({})
    for template in ("{{ area }}", "{% if area %}!{% endif %}"):
        with pytest.raises(Problem, match="names 'area', which is unknown"):
            templates.text(template)


def test_a_fault_is_named_by_its_line() -> None:
    with pytest.raises(Problem, match="Line 3 is not a template that can be read"):
        TEMPLATES.text("{{ shown() }}\n\n{{ shown('Kent' }}")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ number * 2 }}", r"tries a number of the indicators \* a plain number: write computed"),
        ("{{ 2 / number }}", "tries a plain number / a number of the indicators: write computed"),
        ("{{ -number }}", "tries - a number of the indicators: write computed"),
        ("{{ number - none_held }}", "tries a number of the indicators - a missing value: write computed"),
        ("{% if number > 0 %}more{% endif %}", "number of the indicators > a plain number: compare the values"),
        ("{{ '2025' - 1 }}", "tries a text - a plain number: write now - 1 for the year before"),
        ("{{ '2025' + 1 }}", "tries a text concatenate a plain number: write now - 1"),
        ("{{ now - '1' }}", "only a number of years can be taken from a period"),
        ("{{ now(1) }}", "calls a period, which is no function: leave out its brackets"),
        ("{{ fixed(now) }}", "calls a function with arguments that it does not take"),
    ],
)
def test_an_operation_that_is_not_there_is_named_with_what_to_write_instead(template: str, said: str) -> None:
    def fixed() -> str:
        return ""

    templates = Templates([fixed])
    number = Number("children:England:2025", "Children", 5.0, "children", "5")
    templates.define({"now": Period("2025"), "number": number, "none_held": Missing("There is none.")})
    with pytest.raises(Problem, match=said):
        templates.text(template)


def test_the_nearest_names_of_an_unknown_one_are_functions_periods_and_what_a_chapter_sets() -> None:
    templates = Templates([shown])
    templates.define({"now": Period("2025")})
    templates.name({"spending": "expenditure_gbp"})
    for typed, near in (("shwn()", "shown"), ("nwo - 5", "now"), ("spendin", "spending")):
        with pytest.raises(Problem, match=rf"is unknown: the nearest are .*{near}"):
            templates.text(f"{{{{ {typed} }}}}")


def test_what_another_process_has_compiled_says_the_same_and_hides_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = "{% if now %}{{ shown('Kent') }}{% endif %}", "{{ shown( }}"
    templates = Templates([shown])
    templates.define({"now": True})
    expected = templates.markdown(good)
    found = compiled([good, bad])
    monkeypatch.setattr(COMPILED, "codes", found)
    again = Templates([shown])
    again.define({"now": True})
    assert again.markdown(good) == expected
    with pytest.raises(Problem, match="Line 1 is not a template that can be read"):
        again.markdown(bad)


def test_what_is_compiled_already_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COMPILED, "codes", compiled(["{{ shown('Kent') }}"]))
    templates = Templates([shown])
    monkeypatch.setattr("jinja2.Environment.compile", None)
    assert templates.markdown("{{ shown('Kent') }}")
    with pytest.raises(Problem):
        templates.markdown("{{ shown('Surrey') }}")
