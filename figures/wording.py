"""The templates that titles, captions and alternative texts are made of."""

from __future__ import annotations


def say(function: str, *arguments: str | int, through: str = "", **options: str | int) -> str:
    """The template that calls a function of the report's prose, its result passed ``through`` a filter.

    Periods and places that a chart finds in its data reach its texts this way; the number itself is looked up when the
    report is put together, and recorded.

    >>> say("n", "looked_after_rate_per_10k", "E92000001", 2025, decimals=0)
    "{{ n('looked_after_rate_per_10k', 'E92000001', 2025, decimals=0) }}"
    >>> say("percent_change", "looked_after_children", "Kent", 2015, 2025, through="size")
    "{{ percent_change('looked_after_children', 'Kent', 2015, 2025)|size }}"
    """
    given = [repr(argument) for argument in arguments]
    given += [f"{name}={option!r}" for name, option in options.items()]
    return f"{{{{ {function}({', '.join(given)}){f'|{through}' if through else ''} }}}}"
