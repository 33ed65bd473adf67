"""Templates: what they call, what they know by name, and what they say of a fault."""

from __future__ import annotations

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
