"""The sources that charts and tables cite, in the words of captions."""

from __future__ import annotations

from typing import Final

CENSUS: Final = "Department for Education, Children looked after in England"
TOOL: Final = "Department for Education, Local Authority Interactive Tool"
SECTION_251: Final = "Department for Education, section 251 outturn, gross expenditure"
ESTIMATES: Final = "Office for National Statistics, mid-year population estimates"
DEFLATORS: Final = "HM Treasury, GDP deflators"


def cited(*sources: str) -> str:
    """A sentence that names sources.

    >>> cited("Ofsted"), cited("Ofsted", "HM Treasury, GDP deflators")
    ('Source: Ofsted.', 'Sources: Ofsted; HM Treasury, GDP deflators.')
    """
    return f"Source{'s' if len(sources) > 1 else ''}: {'; '.join(sources)}."
