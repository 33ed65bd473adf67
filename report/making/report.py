"""The report as it is asked for: made as far as it is out of date, and what of it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from report import engines
from report.making import fingerprint, ledger, store
from report.making.renewal import MANUSCRIPT, RECORDS, Renewal, document


def build_report(
    data: Path, build: Path, engine: str, formats: Sequence[str], tell: Callable[[str], None], *, afresh: bool = False
) -> None:
    """Build the report into a folder, but for what is current there; ``tell`` hears where that is all.

    Raises :class:`Problem` where the data, a chapter or a reference does not bear it; nothing is written then.
    """
    with store.held(build, lambda: tell(f"Another build is writing into {build}: waiting until it is done.")):
        renewal = Renewal(build, fingerprint.inputs(data, engines.choose(engine).fingerprint), afresh=afresh)
        if renewal.faults(_wanted(formats)):
            from report.making.products import make  # which loads what is heavy

            make(renewal, data, build, engine, formats)
        else:
            documents = " and ".join(str(build / document(suffix)) for suffix in formats)
            tell(f"Nothing to do: nothing has changed since {documents} were made.")


def stale(data: Path, build: Path, engine: str, formats: Sequence[str]) -> list[str]:
    """What of the report, and of the editions that there are, would be made again and why, a sentence a product."""
    inputs = fingerprint.inputs(data, engines.choose(engine).fingerprint)
    found = Renewal(build, inputs).faults(_wanted(formats))
    editions = Renewal(build, inputs, record=ledger.OF_EDITIONS).faults([])
    found |= {name: fault for name, fault in editions.items() if name.startswith(ledger.EDITION)}
    return ledger.in_words(found)


def _wanted(formats: Sequence[str]) -> list[str]:
    return [MANUSCRIPT, *map(document, formats), RECORDS]
