"""One build of the report on top of the last: what is current is kept, and the rest is made again.

The products, each made from what stands before it: the values of each indicator, the register of claims, the results of
each chapter's code, the manuscript, the documents and pages, and the records that tell of the build. The ledger of the
build folder (``report.making.ledger``) has of each what it read and what came of it. Of the project's code a product
reads the modules that its own import, directly or through others; of the tables and series what was asked for as it
was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from report.making import fingerprint, ledger, store
from report.making.ledger import Fault, Ledger, Trace
from report.making.store import Files

MANUSCRIPT: Final = "the manuscript"
RECORDS: Final = "the records of the build"

ALWAYS: Final = (
    *(f"report/making/{name}.py" for name in ("__init__", "beside", "building", "chapters", "fingerprint", "kept")),
    *(f"report/making/{name}.py" for name in ("indicators", "ledger", "products", "renewal", "report")),
    fingerprint.PYTHON,
    fingerprint.LIBRARIES,
)
"""What every product reads: what runs it, and what notes how it was made."""


def document(suffix: str) -> str:
    """Where a document of the report is written; what it goes by as a product."""
    return f"report/valuing-care.{suffix}"


class Renewal:
    """A build under way: what the last one left, and what this one has kept or made so far.

    ``build`` is the folder, held by this process; ``inputs`` are those of now; ``record`` is the ledger, of the report
    or of the editions; ``afresh`` keeps nothing.
    """

    def __init__(
        self, build: Path, inputs: Mapping[str, str], *, record: str = ledger.OF_REPORT, afresh: bool = False
    ) -> None:
        self.ledger: Ledger = {}
        self._files: Files = {}
        self._build = build
        self._inputs = inputs
        self._now = dict(inputs)
        self._record = build / record
        recorded = ledger.parsed(self._record.read_bytes()) if self._record.is_file() else {}
        self._last = {} if afresh else recorded
        self._on_disk = _on_disk(build, ledger.files(recorded))

    def faults(self, wanted: Iterable[str]) -> dict[str, Fault]:
        """What is out of date, of what is there and of what is wanted, and why."""
        return ledger.faults(self._last, self._inputs, self._on_disk, wanted)

    def out_of_date(self, products: Iterable[str]) -> list[str]:
        """Those of some products that are made again whatever comes of what they read."""
        found = self.faults(products)
        return [name for name in products if name in found and not found[name].in_doubt]

    def keeps(self, *products: str) -> bool:
        """Whether all of some products are current, in the order of their making; those that are, are kept.

        What they read must have been seen to before.
        """
        for product in products:
            trace = self._last.get(product)
            if not trace or not ledger.is_current(trace, self._now, self._on_disk):
                return False
            self._note(product, trace)
        return True

    def takes(self, products: Iterable[str], other: Renewal) -> None:
        """Notes products as another record of this build folder has them, which has kept them."""
        for product in products:
            self._note(product, other.ledger[product])

    def made(
        self,
        product: str,
        read: Iterable[str],
        files: Mapping[str, bytes] | None = None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Notes that a product has been made, what it read, and what came of it."""
        written = {path: fingerprint.of(content) for path, content in (files or {}).items()}
        read = {name: self._now.get(name, "") for name in (*read, *ALWAYS)}
        self._note(product, Trace(read, written, values or {}))
        self._files |= {path: files[path] for path in written if files and self._on_disk.get(path) != written[path]}

    def last(self, kind: str) -> list[str]:
        """The products of the last build whose names begin with certain words."""
        return [product for product in self._last if product.startswith(kind)]

    def inputs(self, beginning: str) -> list[str]:
        """The inputs whose names begin so."""
        return [name for name in self._inputs if name.startswith(beginning)]

    def files(self, product: str) -> list[str]:
        """What a product of this build has written."""
        return list(self.ledger[product].files)

    def read(self, product: str, beginning: str) -> list[str]:
        """What a product of this build has read, as far as its name begins so."""
        return [name for name in self.ledger[product].read if name.startswith(beginning)]

    def values(self, kind: str) -> list[str]:
        """What may be read, besides files, of the products of this build whose names begin so."""
        return [name for product, trace in self.ledger.items() if product.startswith(kind) for name in trace.values]

    def content(self, path: str) -> bytes:
        """A file of this build, as just made or as kept."""
        return self._files[path] if path in self._files else (self._build / path).read_bytes()

    def outputs(self) -> list[str]:
        """All files of this build that readers see, but for its records, which tell of them."""
        seen = {product: trace for product, trace in self.ledger.items() if product != RECORDS}
        return [path for path in ledger.files(seen) if not path.startswith(".")]

    def keep_current(self) -> None:
        """Keep what else the last build made and is current; the rest of it goes."""
        for product in self._last:
            if product not in (*self.ledger, RECORDS):
                self.keeps(product)

    def write(self) -> None:
        """Put what was made in its places, and the ledger with it; nothing else stays in the folders of the build."""
        kept = ledger.files(self.ledger)
        folders = {path.partition("/")[0] for path in [*kept, *self._on_disk] if "/" in path}
        gone = {*self._on_disk, *store.others(self._build, folders, kept)} - set(kept)
        record = {self._record.name: ledger.serialised(self.ledger)}
        store.put(self._files | record, self._build, gone)

    def _note(self, product: str, trace: Trace) -> None:
        self.ledger[product] = trace
        self._now |= trace.made


def _on_disk(build: Path, paths: Iterable[str]) -> dict[str, str]:
    """The fingerprints of files in the build folder, of those that are there."""
    there = [path for path in paths if (build / path).is_file()]
    with ThreadPoolExecutor(2) as readers:
        found = readers.map(lambda path: fingerprint.of((build / path).read_bytes()), there)
        return dict(zip(there, found, strict=True))
