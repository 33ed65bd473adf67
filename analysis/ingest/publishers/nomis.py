"""Nomis, through which the Office for National Statistics gives its mid-year population estimates.

A query is answered with at most 25,000 rows at a time. ``RECORD_COUNT`` in each row says how many there are in all, by
which it is seen that none is missing.
"""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

from analysis.ingest.download import Downloads
from analysis.ingest.series import Listed, Offer, Series
from analysis.problem import Problem
from analysis.tables.loading import Tables

API = "https://www.nomisweb.co.uk/api/v01/dataset"
ENGLAND_IN_ALL = {"geography": "E92000001", "gender": "0", "c_age": "200", "measures": "20100"}
CHILDHOOD = "101...118"
"""Single ages from 0 to 17 in the lists of Nomis."""
COLUMNS = (
    *("date_name", "geography_code", "geography_name", "gender_name", "c_age_name"),
    *("measures_name", "obs_value", "record_offset", "record_count"),
)
LEVELS = ("country", "region", "authority")


def listed(series: Series, downloads: Downloads, tables: Tables) -> Listed:
    """One answer with all mid-years from ``find``'s ``first`` to the newest of its ``dataset``."""
    dataset, first = series.find["dataset"], int(series.find["first"])
    newest = _rows(downloads.content(_query(dataset, ENGLAND_IN_ALL | {"date": "latest", "select": "date_name"})))
    if len(newest) != 1 or not newest[0]["DATE_NAME"].isdecimal():
        raise Problem(f"Nomis names no newest year of {series.title}: {len(newest)} rows came where one was expected.")
    year = newest[0]["DATE_NAME"]
    query = {
        "geography": ",".join(_codes_in_force(f"{year}-06-30", tables)),
        "date": ",".join(map(str, range(first, int(year) + 1))),
        "gender": "0",
        "c_age": CHILDHOOD,
        "measures": "20100",
        "select": ",".join(COLUMNS),
    }
    offer = Offer(
        edition=year,
        title=f"{series.title}, mid-{year}",
        published="",
        address=_query(dataset, query),
        name=f"{series.name}_{year}.csv",
    )
    return Listed((offer,)) if year >= series.since else Listed((), (f"estimates of mid-{year}",))


def fetch(offer: Offer, downloads: Downloads) -> bytes:
    """All pages of the answer, one under the other. Raises ``Problem`` if rows are missing."""
    pages: list[bytes] = []
    here, count = 0, 1
    while here < count:
        page = downloads.content(f"{offer.address}&recordoffset={here}")
        rows = _rows(page)
        if not rows or int(rows[0]["RECORD_OFFSET"]) != here:
            raise Problem(f"Nomis gave {here:,} of {count:,} rows of {offer.title} and no more: try again later.")
        pages.append(page if not pages else page.partition(b"\n")[2])
        here, count = here + len(rows), int(rows[0]["RECORD_COUNT"])
    if here != count:
        raise Problem(f"Nomis gave {here:,} rows of {offer.title}, where it says that there are {count:,}.")
    return b"".join(page.rstrip(b"\r\n") + b"\n" for page in pages)


def _codes_in_force(day: str, tables: Tables) -> list[str]:
    """The codes that England, its regions and its councils with children's services have on a day."""
    codes, areas = tables.area_codes, tables.areas
    places = areas.loc[areas["level"].isin(LEVELS), "area_code"]
    in_force = (codes["valid_from"] <= day) & ((codes["valid_to"] == "") | (day <= codes["valid_to"]))
    wanted = in_force & (codes["scheme"] == "gss") & codes["area_code"].isin(places)
    return sorted(code for code in codes.loc[wanted, "code"] if code.startswith("E"))


def _query(dataset: str, parameters: dict[str, str]) -> str:
    return f"{API}/{dataset}.data.csv?{urlencode(parameters, safe=',.')}"


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
