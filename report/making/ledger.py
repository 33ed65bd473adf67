"""The ledger of a build folder: what each product was made from and what came of it, and so what is out of date.

A product is made again where a fingerprint of what it read is no longer the same, or a file of it is no longer as it
was made. What it read may be another product: where that one is made again and comes out as before, the product stays.
Task runners such as doit or joblib's cache know neither which series a chapter asks for nor that a build is one state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

OF_REPORT: Final = ".ledger.json"
OF_EDITIONS: Final = ".editions.json"
EDITION: Final = "editions/"
"""How the names of those products begin that are pages of editions."""
INDICATOR: Final = "indicator "
"""How the names of those products begin that are the values of an indicator."""


@dataclass(frozen=True)
class Trace:
    """How a product was made: fingerprints by name, empty where there was no such thing.

    ``files`` are what it wrote, by path within the build folder, and ``values`` what others may read of it otherwise.
    """

    read: Mapping[str, str]
    files: Mapping[str, str]
    values: Mapping[str, str]

    @property
    def made(self) -> dict[str, str]:
        """All that others may read of it."""
        return {**self.files, **self.values}


Ledger = dict[str, Trace]
"""Traces by product, in the order of making: a product stands behind all that it reads."""


class Fault(NamedTuple):
    """Why a product is out of date, in words.

    ``inputs`` say what has changed of what it reads itself, ``files`` what of its own files, and ``upstream`` what has
    changed for a product that it reads, which may come out as before.
    """

    inputs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()

    @property
    def in_doubt(self) -> bool:
        """Whether the product stays if what it reads comes out as before."""
        return bool(self.upstream and not self.inputs + self.files)


def parsed(text: bytes) -> Ledger:
    """The ledger that a file holds; an empty one where the file holds none that can be read.

    >>> parsed(serialised({"manuscript": Trace({"report/metadata.yml": "1f"}, {}, {})}))
    {'manuscript': Trace(read={'report/metadata.yml': '1f'}, files={}, values={})}
    >>> parsed(b"{")
    {}
    """
    try:
        return {product: Trace(**trace) for product, trace in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def serialised(ledger: Ledger) -> bytes:
    """The ledger as a file."""
    return (json.dumps({product: vars(trace) for product, trace in ledger.items()}) + "\n").encode()


def files(ledger: Ledger) -> dict[str, str]:
    """The files of all products by path, with their fingerprints."""
    return {path: fingerprint for trace in ledger.values() for path, fingerprint in trace.files.items()}


def is_current(trace: Trace, now: Mapping[str, str], on_disk: Mapping[str, str]) -> bool:
    """Whether a product would come out as it is: ``now`` are the inputs and what other products have made."""
    same = all(now.get(name, "") == fingerprint for name, fingerprint in trace.read.items())
    return same and all(on_disk.get(path) == fingerprint for path, fingerprint in trace.files.items())


def faults(
    ledger: Ledger, now: Mapping[str, str], on_disk: Mapping[str, str], wanted: Iterable[str]
) -> dict[str, Fault]:
    """What is out of date and why, in the order of making; ``wanted`` names the products that there should be.

    ``now`` are the inputs, ``on_disk`` the fingerprints of the files in the build folder.
    """
    makers = {name: product for product, trace in ledger.items() for name in trace.made}
    now = {**now, **{name: fingerprint for trace in ledger.values() for name, fingerprint in trace.made.items()}}
    found: dict[str, Fault] = {}
    for product, trace in ledger.items():
        inputs = _differences(trace.read, now)
        behind = [found[maker] for name in trace.read if (maker := makers.get(name)) in found]
        upstream = {words for fault in behind for words in fault.inputs + fault.upstream} - set(inputs)
        fault = Fault(inputs, _differences(trace.files, on_disk), tuple(sorted(upstream)))
        if any(fault):
            found[product] = fault
    return found | {product: Fault() for product in wanted if product not in ledger}


def in_words(faults: Mapping[str, Fault]) -> list[str]:
    r"""What is out of date, and why: a sentence a product, but one for all indicators of which the same is to be said.

    >>> print(*in_words({
    ...     "indicator expenditure_gbp": Fault(("data/section_251.csv changed",)),
    ...     "indicator early_intervention_share": Fault(("data/section_251.csv changed",)),
    ...     "chapter 03-spending": Fault(upstream=("data/section_251.csv changed",)),
    ...     "report/valuing-care.docx": Fault(),
    ...     "editions/kent.html": Fault(("report/passages/peers.jinja changed",)),
    ...     "editions/kent.pdf": Fault(("report/passages/peers.jinja changed",)),
    ... }), sep="\n")
    indicator expenditure_gbp, early_intervention_share: data/section_251.csv changed
    chapter 03-spending, unless what it reads comes out as before: data/section_251.csv changed
    report/valuing-care.docx: not made yet
    2 files of editions: report/passages/peers.jinja changed
    """
    groups: dict[tuple[str, Fault], list[str]] = {}
    for product, fault in faults.items():
        kind = next((kind for kind in (INDICATOR, EDITION) if product.startswith(kind)), product)
        groups.setdefault((kind, fault), []).append(product.removeprefix(kind))
    return [_named(kind, names) + _reasons(fault) for (kind, fault), names in groups.items()]


def _named(kind: str, names: Sequence[str]) -> str:
    if kind == EDITION and len(names) > 1:
        return f"{len(names)} files of editions"
    return kind + ", ".join(names)


def _reasons(fault: Fault) -> str:
    doubt = ", unless what it reads comes out as before" if fault.in_doubt else ""
    return f"{doubt}: {', '.join(fault.inputs + fault.files or fault.upstream or ('not made yet',))}"


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{name} {'changed' if now.get(name) and was else 'is gone' if was else 'is new'}"
        for name, was in before.items()
        if now.get(name, "") != was
    )
