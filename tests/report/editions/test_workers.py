"""Editions printed side by side, in any order, by warm processes: each as if it were the only one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.problem import Problem
from analysis.tables.areas import Areas, Place
from report.editions import cluster
from report.editions.edition import Press
from report.editions.places import chosen, slug
from report.manuscript.document import Manuscript
from report.manuscript.draft import Measured
from tests.conftest import ValuingCare

ROOT = Path(__file__).parents[3]
PLACES = ("Cumberland", "Kent", "Wandsworth", "CCN")
FORMATS = ("html", "pdf")

Editions = dict[str, bytes]


def built(folder: Path, *arguments: str) -> Editions:
    """The editions that the command line builds, in a process of its own: one that has set pages cannot fork."""
    command = [sys.executable, "-m", "report.cli", "editions", "--data", str(ROOT / "data"), "--build", str(folder)]
    subprocess.run([*command, *arguments], cwd=ROOT, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (folder / "editions").iterdir()}


def printed(press: Press, areas: Areas, words: Sequence[str]) -> Editions:
    """The editions of some places, set in one call of pandoc, in the order of the words."""
    wanted = [place for word in words for place in chosen([word], areas)]
    editions = zip(wanted, press.editions(wanted, FORMATS), strict=True)
    return {f"{slug(place)}.{name}": content for place, edition in editions for name, content in edition.items()}


def differing(made: Editions, expected: Editions) -> dict[str, tuple[bytes, bytes]]:
    """Where files begin to differ, a few words of each: pytest would compare whole books, for minutes."""
    found = {}
    for name in made.keys() | expected.keys():
        one, other = made.get(name, b""), expected.get(name, b"")
        if one != other:
            differs = (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right)
            at = max(0, next(differs, min(len(one), len(other))) - 40)
            found[name] = (one[at : at + 120], other[at : at + 120])
    return found


@pytest.fixture(scope="module")
def side_by_side(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    return built(tmp_path_factory.mktemp("side-by-side"), *PLACES, "--jobs", "2")


@pytest.fixture(scope="module")
def dask_cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="dask is not installed (pip install distributed)")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def test_an_edition_built_alone_is_the_one_built_among_others(
    known: Measured, areas: Areas, side_by_side: Editions
) -> None:
    for word in ("Kent", "CCN"):
        for name, content in printed(Press(known), areas, [word]).items():
            assert content == side_by_side[name], name


def test_editions_do_not_depend_on_their_order(known: Measured, areas: Areas, side_by_side: Editions) -> None:
    turned = printed(Press(known), areas, PLACES[::-1])
    again = printed(Press(known), areas, PLACES)
    assert len(turned) == len(PLACES) * len(FORMATS)
    assert not differing(turned, again)
    assert not differing(turned, {name: side_by_side[name] for name in turned})


def test_an_edition_does_not_depend_on_those_set_with_it(press: Press, areas: Areas) -> None:
    together = printed(press, areas, PLACES)
    alone = {name: content for word in PLACES for name, content in printed(press, areas, [word]).items()}
    assert not differing(together, alone)


def test_an_edition_that_cannot_be_is_named_among_those_set_with_it(
    press: Press, areas: Areas, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "\n[^lost]: A note that nothing calls.\n"
    manuscript = Press.manuscript

    def with_broken(press: Press, place: Place) -> Manuscript:
        found = manuscript(press, place)
        return replace(found, markdown=found.markdown + broken) if place.area_name == "Kent" else found

    monkeypatch.setattr(Press, "manuscript", with_broken)
    with pytest.raises(Problem, match=r"^The edition of Kent cannot be: .*'lost'"):
        printed(press, areas, PLACES)


def test_an_edition_is_about_its_own_place_and_no_other(areas: Areas, side_by_side: Editions) -> None:
    for place in chosen(PLACES, areas):
        text = side_by_side[f"{slug(place)}.html"].decode()
        assert f"<h1>{place.area_name}</h1>" in text
        others = {f"{slug(place)}.html" for place in chosen(PLACES, areas)} - {f"{slug(place)}.html"}
        assert all(side_by_side[other] != side_by_side[f"{slug(place)}.html"] for other in others)


def test_a_place_that_is_none_stops_the_command_before_anything_is_written(
    valuing_care: ValuingCare, tmp_path: Path
) -> None:
    done = valuing_care("editions", "Kemt", "--build", tmp_path / "build")
    assert done.returncode == 1
    assert done.stderr == "No area is called or coded 'Kemt': the nearest names are Kent.\n"
    assert not (tmp_path / "build").exists()


def test_the_workers_of_a_scheduler_print_the_same_editions(
    tmp_path: Path, side_by_side: Editions, dask_cluster: Any
) -> None:
    made = built(tmp_path, "Kent", "CCN", "--backend", "dask", "--scheduler", dask_cluster.scheduler_address)
    made = {name: content for name, content in made.items() if name not in ("index.html", "editions.csv")}
    assert len(made) == 2 * len(FORMATS)
    assert not differing(made, {name: side_by_side[name] for name in made})


def test_a_worker_prints_with_what_another_has_used_and_handed_on(
    press: Press, areas: Areas, side_by_side: Editions, dask_cluster: Any
) -> None:
    first, second = [worker.worker_address for worker in dask_cluster.workers.values()]
    with dask_cluster.get_client() as client:
        sent = client.scatter(cluster.packed(press), workers=[first], hash=False)
        for worker, word in ((first, "Kent"), (second, "Cumberland"), (first, "Wandsworth")):
            (place,) = chosen([word], areas)
            (files,) = client.submit(cluster.printed_batch, sent, [place], FORMATS, workers=[worker]).result(timeout=60)
            made = {f"{slug(place)}.{name}": content for name, content in files.items()}
            assert not differing(made, {name: side_by_side[name] for name in made})


def test_a_scheduler_that_does_not_answer_is_told_in_a_sentence(press: Press, areas: Areas) -> None:
    pytest.importorskip("distributed", reason="dask is not installed (pip install distributed)")
    told = r"^No dask scheduler answers at 'tcp://127\.0\.0\.1:1': expected an address such as tcp://"
    with pytest.raises(Problem, match=told):
        next(cluster.printed(press, chosen(["Kent"], areas), FORMATS, "tcp://127.0.0.1:1"))


def test_without_dask_its_backend_says_how_to_get_it(
    press: Press, areas: Areas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Problem, match="pip install distributed"):
        next(cluster.printed(press, chosen(["Kent"], areas), FORMATS, "tcp://127.0.0.1:8786"))
