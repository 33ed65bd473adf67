"""Answers of the publishers changed at random: the same offers, none, or a sentence, and never anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.ingest import publishers
from analysis.ingest.download import HOSTS, Downloads, downloading
from analysis.ingest.series import Series
from analysis.problem import Problem
from analysis.tables.loading import Tables
from tests.analysis.ingest.stand_in.publishers import (
    API,
    FINANCE,
    NOMIS,
    Attachment,
    ExploreEducationStatistics,
    GovUk,
    Nomis,
    Version,
)
from tests.analysis.ingest.stand_in.server import Answer, Page, StandIn

SLUG = "children-looked-after-in-england-including-adoptions"
BUDGET = (
    "Local authority revenue expenditure and financing England: 2026 to 2027 budget individual local authority data"
)

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["../../x", "https://example.org/x", "//example.org", "file:///etc/passwd", "\x1b[31m", "9" * 400]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    with StandIn().open() as server:
        service = ExploreEducationStatistics(server)
        service.data_set(SLUG, "Looked after: rate per 10,000", [Version("1.0", "2025", "2025-11-20", b"a,b\n1,2\n")])
        attachment = Attachment("Part 1", "RA_2026-27_data_Part_1.ods", b"E-code")
        GovUk(server).document(FINANCE, BUDGET, "2026-06-18", [attachment])
        Nomis(server, {("E92000001", 2025): 40, ("E06000014", 2025): 40}, page=10)
        yield server


@pytest.fixture(scope="module")
def downloads(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Downloads]:
    cache: Path = tmp_path_factory.mktemp("downloads") / "cache"
    with downloading(cache, transport=stand_in.network, pause=lambda _: None) as found:
        yield found


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value within an answer."""
    if path:
        yield path
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inside:
        yield from places(value, (*path, key))


def changed(content: Any, path: tuple[Any, ...], value: Any, *, gone: bool) -> Any:
    copy = json.loads(json.dumps(content))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    if gone:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return copy


def same_or_a_sentence(series: Series, downloads: Downloads, tables: Tables) -> None:
    with suppress(Problem):
        for offer in publishers.listed(series, downloads, tables).offers:
            assert "/" not in offer.name
            assert offer.name.isprintable()
            publishers.fetch(series, offer, downloads)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=120)
@given(data=st.data())
@pytest.mark.parametrize("name", ["looked-after", "budget"])
def test_a_list_changed_anywhere_is_read_as_it_is_or_refused(
    stand_in: StandIn,
    downloads: Downloads,
    declared: Mapping[str, Series],
    tables: Tables,
    name: str,
    data: st.DataObject,
) -> None:
    asked = {"looked-after": f"{API}/", "budget": "https://www.gov.uk/api/content/"}[name]
    address = data.draw(st.sampled_from(sorted(page for page in stand_in.pages if page.startswith(asked))))
    page = stand_in.pages[address]
    content = page({"page": "1", "dataSetVersion": "1.0"}).content
    if content.startswith(b"{"):
        whole = json.loads(content)
        path = data.draw(st.sampled_from(list(places(whole))))
        wrong = json.dumps(changed(whole, path, data.draw(STRANGE), gone=data.draw(st.booleans()))).encode()
    else:
        wrong = data.draw(st.binary(max_size=40))
    before = len(stand_in.asked)
    with replaced(stand_in, address, lambda _: Answer(wrong)):
        same_or_a_sentence(declared[name], downloads, tables)
    assert {address.split("/")[2] for address, _ in stand_in.asked[before:]} <= HOSTS
    assert len(stand_in.asked) - before < 120


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(start=st.integers(0, 400), text=st.binary(max_size=8))
def test_an_answer_of_rows_changed_anywhere_is_read_as_it_is_or_refused(
    stand_in: StandIn,
    downloads: Downloads,
    declared: Mapping[str, Series],
    tables: Tables,
    start: int,
    text: bytes,
) -> None:
    page = stand_in.pages[NOMIS]

    def wrong(query: Mapping[str, str]) -> Answer:
        content = page(query).content
        return Answer(content[:start] + text + content[start + len(text) :], "text/csv")

    with replaced(stand_in, NOMIS, wrong):
        same_or_a_sentence(declared["population"], downloads, tables)


@contextmanager
def replaced(stand_in: StandIn, address: str, page: Page) -> Iterator[None]:
    """A page that is another one for a while."""
    before, stand_in.pages[address] = stand_in.pages[address], page
    try:
        yield
    finally:
        stand_in.pages[address] = before
