"""Templates: filled in expression by expression, and read once for all that differ in what they name."""

from __future__ import annotations

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.problem import Problem
from report.manuscript.templates import Templates


def shown(*arguments: object, **named: object) -> str:
    return f"{arguments}{named or ''}"


TEMPLATES = Templates([shown])


@given(st.text(alphabet=st.characters(blacklist_characters="'\"\\{}\r\n")), st.integers(min_value=0))
def test_a_function_is_called_with_what_the_template_names(text: str, year: int) -> None:
    assert TEMPLATES.text(f"{{{{ shown('{text}', {year}, of=\"{text}\") }}}}") == shown(text, year, of=text)


@pytest.mark.parametrize("template", ["{{ shown(1.5, 10_000, [2, 3][0], 'a'|upper) }}", "{{ shown('a' 'b', '\\t') }}"])
def test_numbers_and_texts_of_other_kinds_are_read_as_in_a_whole_template(template: str) -> None:
    assert TEMPLATES.text(template) == TEMPLATES.text(f"{{## a remark ##}}{template}")


def test_expressions_that_differ_in_what_they_name_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    compiled = jinja2.Environment.compile_expression

    def noted(environment: jinja2.Environment, source: str, **options: bool) -> object:
        read.append(source)
        return compiled(environment, source, **options)

    monkeypatch.setattr(jinja2.Environment, "compile_expression", noted)
    templates = Templates([shown])
    for place in ("Kent", "Essex"):
        for year in (2024, 2025):
            assert templates.text(f"In {{{{ shown('{place}', {year}) }}}}.") == f"In {shown(place, year)}."
            assert templates.markdown(f"{{{{ shown('{place}', {year}) }}}}")
    assert len(read) == 1


def test_a_name_that_one_document_knows_is_unknown_to_the_next() -> None:
    templates = Templates([shown])
    templates.name({"area": "Kent"})
    assert templates.text("{{ area }}") + templates.text("{% if area %}!{% endif %}") == "Kent!"
    templates.name({})
    for template in ("{{ area }}", "{% if area %}!{% endif %}"):
        with pytest.raises(Problem, match="'area' is undefined"):
            templates.text(template)


def test_a_fault_is_named_by_its_line() -> None:
    with pytest.raises(Problem, match="Line 3 is not a template that can be read"):
        TEMPLATES.text("{{ shown() }}\n\n{{ shown('Kent' }}")
