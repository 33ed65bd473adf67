"""Texts of the data in Markdown, which would take some of their characters for markup.

A reference to a chart, table or section (``@fig-…``) keeps its meaning; one that leads nowhere stops the build.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\*_\[\]<>^~$#|]|@(?!(?:fig|tbl|sec)-)|&(?=#?\w+;)|^(?:[-+](?= )|[:=])")
_IN_QUOTES = re.compile(r"[\\\"@`]|&(?=#?\w+;)")


def in_markdown(text: str) -> str:
    """A text, such as the name of a place, that shows each of its characters.

    >>> in_markdown("Bath & North East Somerset"), in_markdown("<b>`x`</b> (see @fig-z)")
    ('Bath & North East Somerset', '&#60;b&#62;&#96;x&#96;&#60;/b&#62; (see @fig-z)')
    """
    return with_code(text).replace("`", "&#96;")


def with_code(text: str) -> str:
    """A title or caption: as :func:`in_markdown`, but it may set the name of a file or column as code.

    >>> with_code("Stands in `data/`, of <b>one</b> place")
    'Stands in `data/`, of &#60;b&#62;one&#60;/b&#62; place'
    """
    return _MARKUP.sub(_entity, " ".join(text.split()))


def in_attribute(text: str) -> str:
    """A text as the value of an attribute, in double quotes.

    >>> in_attribute('A bar for "Kent" & @dfe2025')
    'A bar for &#34;Kent&#34; & &#64;dfe2025'
    """
    return _IN_QUOTES.sub(_entity, " ".join(text.split()))


def _entity(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"
