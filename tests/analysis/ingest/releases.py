"""The releases that the compiled sheets were taken from, which the sheets do not state themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from analysis.ingest.sheet import OfficialFile

RELEASES = {
    "budget_england_stated.csv": "",  # its rows state theirs
    "child_protection_2016_to_2025.csv": "2025",
    "gdp_deflators.csv": "2026-06",
    "lait_further_measures.csv": "2026",
    "looked_after_by_characteristic_2021_to_2025.csv": "2025-11",
    "looked_after_starting_ceasing_2016_to_2020.csv": "2025-11",
    "ofsted_providers_and_places_england_2012_to_2025.csv": "2025-07",
    "ofsted_providers_by_council_2023.csv": "2023-07",
    "ofsted_supported_accommodation_premises_2025.csv": "2025-07",
    "placements_2020_to_2025.csv": "2025-11",
    "provider_level_2025.csv": "2025-07",
    "section_251_expenditure_2016_17_to_2024_25.csv": "2025-12",
    "section_251_unit_costs_2016_17_to_2024_25.csv": "2025-12",
    "starting_ceasing_by_characteristic_2021_to_2025.csv": "2025-11",
}


def stated(file: OfficialFile) -> OfficialFile:
    """A file with the release that whoever imports it states; any other file as it is."""
    return replace(file, published=RELEASES.get(file.name, file.published))


def by_fingerprint(paths: Iterable[Path]) -> Mapping[str, str]:
    """The releases of those of some files that do not state their own, by SHA-256."""
    return {
        sha256(path.read_bytes()).hexdigest(): RELEASES[path.name]
        for path in paths
        if path.is_file() and path.name in RELEASES
    }
