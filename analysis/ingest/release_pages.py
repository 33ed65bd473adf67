"""The page of each release, for sources whose files do not name it.

A refresh learns from GOV.UK the page of what it brings. The older files name no page but that of a collection, and
addresses of GOV.UK are not made by a rule: each below was seen on GOV.UK or where another cites it. A return of MHCLG
whose own page is not known leads to the release that was compiled from it, or to the file itself.

No page is known of the revenue account budgets of 2019-20 and 2020-21, the stated budget of 2022-23, section 251 to
2013-14, looked-after children in 2011 and 2012, providers in 2015 and 2016, and answers to requests for information.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STATISTICS: Final = "https://www.gov.uk/government/statistics/"
_FILES: Final = "https://www.gov.uk/government/uploads/system/uploads/attachment_data/file/"
_LOOKED_AFTER: Final = f"{STATISTICS}children-looked-after-in-england-including-adoption"
_FINANCE: Final = "local-authority-revenue-expenditure-and-financing"
_SOCIAL_CARE: Final = f"{STATISTICS}childrens-social-care"
_OUTTURNS: Final = (
    "2015-16", "2016-17", "2017-18", "2018-19", "2019-20", "2020-21", "2022-23", "2023-24", "2024-25",
)  # fmt: skip


def _outturn(period: str) -> str:
    years = f"{period[:4]}-to-20{period[-2:]}"
    return f"{STATISTICS}{_FINANCE}-england-{years}-individual-local-authority-data-outturn"


_PAGES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("dfe-cla-councils-2010", "dfe-sfr27-2010"),
        f"{STATISTICS}children-looked-after-by-local-authorities-in-england-year-ending-31-march-2010",
    ),
    "dfe-cla-councils-2014": f"{_LOOKED_AFTER}--2",
    **{f"dfe-cla-councils-{year}": f"{_LOOKED_AFTER}-{year - 1}-to-{year}" for year in (2015, 2016, 2017)},
    "dfe-sfr36-2013": _LOOKED_AFTER,
    "dfe-sfr36-2014": f"{_LOOKED_AFTER}--2",
    "dfe-sfr34-2015": f"{_LOOKED_AFTER}-2014-to-2015",
    "hmt-gdp-deflators-2026-06": (
        f"{STATISTICS}gdp-deflators-at-market-prices-and-money-gdp-june-2026-quarterly-national-accounts"
    ),
    "mhclg-budget-stated-2023-24": f"{STATISTICS}{_FINANCE}-2023-24-budget-england",
    "mhclg-budget-stated-2024-25": f"{STATISTICS}{_FINANCE}-england-2024-to-2025-budget",
    "mhclg-budget-stated-2025-26": f"{STATISTICS}{_FINANCE}-england-2025-to-2026-budget",
    "mhclg-ra-2014-15": f"{STATISTICS}{_FINANCE}-england-2014-to-2015-budget",
    "mhclg-ra-2015-16": f"{_FILES}444910/RA_2015-16_data_by_LA_-_Nat_Stats_Release_-_15-Jul-2015.xls",
    "mhclg-ra-2016-17": f"{_FILES}532962/RA_2016-17_data_by_LA.xlsx",
    "mhclg-ra-2017-18": f"{STATISTICS}{_FINANCE}-england-2017-to-2018-budget-individual-local-authority-data",
    "mhclg-ra-2018-19": f"{_FILES}720343/RA_2018-19_data_by_LA.xlsx",
    "mhclg-ra-2021-22": f"{STATISTICS}{_FINANCE}-england-2021-to-2022-budget",
    "mhclg-ra-2023-24": f"{STATISTICS}{_FINANCE}-2023-24-budget-england",
    "mhclg-rs-2014-15": _outturn("2014-15").replace("/statistics/", "/statistical-data-sets/"),
    "mhclg-rs-2021-22": f"{STATISTICS}{_FINANCE}-england-2021-to-2022-final-outturn",
    **{f"mhclg-{form}-{period}": _outturn(period) for form in ("rs", "rsx", "ro3") for period in _OUTTURNS},
    "ofsted-inspected-providers-2017": (
        f"{_SOCIAL_CARE}-data-in-england-2017/childrens-social-care-data-in-england-2017-main-findings"
    ),
    **{
        f"ofsted-{kind}-{year}": f"{_SOCIAL_CARE}-data-in-england-{year}"
        for kind in ("all-providers", "inspected-providers", "by-council")
        for year in (2018, 2019, 2020, 2021, 2023)
    },
    "ofsted-inspected-providers-2024": f"{_SOCIAL_CARE}-in-england-2024",
    **{f"ofsted-{kind}-2025": f"{_SOCIAL_CARE}-in-england-2025" for kind in ("all-providers", "england", "premises")},
}
"""The pages that are known, by the beginning of the source's id."""


def release_page(source_id: str, page: str) -> str:
    """The page of the release that a source is from, or ``page`` if none is known.

    >>> release_page("ofsted-premises-2025", "https://www.gov.uk/government/collections/childrens-social-care-statistics")
    'https://www.gov.uk/government/statistics/childrens-social-care-in-england-2025'
    >>> release_page("dfe-cla-2025", "https://explore-education-statistics.service.gov.uk")
    'https://explore-education-statistics.service.gov.uk'
    """
    return next((found for start, found in _PAGES.items() if f"{source_id}-".startswith(f"{start}-")), page)
