"""Who provides places for looked-after children: homes and their owners, foster places, supported accommodation.

A count of homes is held only if it cannot show where few homes are (``docs/disclosure.md``). Sources: Ofsted; the
department's Interactive Tool, for councils' own foster places.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import VALUE_COLUMNS
from analysis.indicators.looked_after import CHILDREN
from analysis.tables.areas import ENGLAND

TABLE: Final = "childrens_homes"
TOTAL: Final = "total"
PRIVATE: Final = "private"
COUNCILS: Final = "local_authority"
HOMES: Final = Term("children's homes", TABLE, "homes", EACH)
PLACES: Final = Term("places in children's homes", TABLE, "places", EACH)
ALL_HOMES: Final = Term("all children's homes", TABLE, "homes", TOTAL)
ALL_PLACES: Final = Term("all places in children's homes", TABLE, "places", TOTAL)
PRIVATE_HOMES: Final = Term("private children's homes", TABLE, "homes", PRIVATE)
PRIVATE_PLACES: Final = Term("places in private children's homes", TABLE, "places", PRIVATE)
INSPECTED: Final = Term("inspected children's homes", TABLE, "inspected_homes", TOTAL)
PRIVATE_INSPECTED: Final = Term("inspected private children's homes", TABLE, "inspected_homes", PRIVATE)
AGENCIES: Final = Term("independent fostering agencies", TABLE, "independent_fostering_agencies")
OWNERS: Final = Term("owners of children's homes", "home_owners", "owners", EACH)
HOMES_BY_SIZE: Final = Term("homes by size of owner", "home_owners", "homes_by_size_of_owner", EACH)
OF_OWNER: Final = Term("homes of an owner", "home_owners", "homes_of_owner", EACH)
PLACES_OF_OWNER: Final = Term("places of an owner", "home_owners", "places_of_owner", EACH)
PREMISES: Final = Term("premises of supported accommodation", "supported_accommodation", "premises", EACH)
SUPPORTED_PLACES: Final = Term("places in supported accommodation", "supported_accommodation", "places", EACH)
APPROVED: Final = Term("approved foster places", "interactive_tool_measures", "approved_foster_places")
FILLED: Final = Term("filled foster places", "interactive_tool_measures", "filled_foster_places")
CHILDREN_IN_HOMES: Final = Term(
    "children in children's homes and secure homes",
    "looked_after_by_placement",
    "looked_after_children",
    "placement/childrens_homes_and_secure",
)
LARGEST: Final = 10
"""How many owners are called the largest."""


@formula_indicator("Children’s homes", "count")
def childrens_homes() -> Formula:
    """Children's homes at 31 March, secure homes and residential special schools registered as homes included.

    By type for England; by sector of the provider in the years whose lists have all homes. A suspended home counts.
    A council has a value if neither it nor a sum shows a count below five. Source: Ofsted.

    >>> childrens_homes().value([4009])
    4009.0
    """
    return Formula((HOMES,), totals="published only")


@formula_indicator("Places in children’s homes", "places")
def places_in_homes() -> Formula:
    """Places that children's homes are registered for at 31 March, by type or sector.

    A place counts whether a child lives in it or not. Source: Ofsted.

    >>> places_in_homes().value([15_742])
    15742.0
    """
    return Formula((PLACES,), totals="published only")


@formula_indicator("Places in a children’s home", "ratio")
def places_per_home() -> Formula:
    """Places in children's homes divided by children's homes at 31 March. Source: Ofsted.

    >>> round(places_per_home().value([15_742], [4009]), 1)
    3.9
    """
    return Formula((ALL_PLACES,), (ALL_HOMES,), totals="published only")


@formula_indicator(
    "Private homes, share of children’s homes",
    "share",
    alternatives=("private_share_of_home_places", "private_share_of_inspected_homes"),
)
def private_share_of_homes() -> Formula:
    """Private children's homes divided by all children's homes at 31 March, in years whose lists have all homes.

    Source: Ofsted.

    >>> round(private_share_of_homes().value([3354], [4009]), 3)
    0.837
    """
    return Formula((PRIVATE_HOMES,), (ALL_HOMES,), totals="published only")


@formula_indicator(
    "Places in private homes, share of places in children’s homes", "share", alternatives=("private_share_of_homes",)
)
def private_share_of_home_places() -> Formula:
    """Places in private children's homes divided by places in all children's homes at 31 March.

    Source: Ofsted.

    >>> round(private_share_of_home_places().value([12_000], [15_742]), 3)
    0.762
    """
    return Formula((PRIVATE_PLACES,), (ALL_PLACES,), totals="published only")


@formula_indicator(
    "Private homes, share of inspected children’s homes", "share", alternatives=("private_share_of_homes",)
)
def private_share_of_inspected_homes() -> Formula:
    """Private children's homes divided by all, of those already inspected: what most years' lists have, England alone.

    Homes not yet inspected are left out; most are new, and most new homes are private, so the share is a little low.
    Source: Ofsted.

    >>> round(private_share_of_inspected_homes().value([2614], [3219]), 3)
    0.812
    """
    return Formula((PRIVATE_INSPECTED,), (INSPECTED,), totals="published only")


@formula_indicator("Inspected children’s homes", "count")
def inspected_homes() -> Formula:
    """Children's homes at 31 March that had been inspected; no growth follows from them. Source: Ofsted.

    >>> inspected_homes().value([3219])
    3219.0
    """
    return Formula((INSPECTED,), totals="published only")


@formula_indicator("Places in children’s homes for each hundred looked-after children", "ratio")
def home_places_per_100_looked_after() -> Formula:
    """Places in children's homes of an area, for each hundred children whom its councils look after at 31 March.

    Children live in homes outside their council's area as well, and places are not all filled: it says where places
    are, and not whether they are enough. Sources: Ofsted; Department for Education.

    >>> round(home_places_per_100_looked_after().value([15_742], [81_770]), 1)
    19.3
    """
    return Formula((ALL_PLACES,), (CHILDREN,), per=100, totals="published only")


@formula_indicator("Places in children’s homes for each child in one", "ratio")
def home_places_per_child_in_homes() -> Formula:
    """Places in children's homes of an area for each child of its councils who lives in a home, wherever that lies.

    Above one, the area has more places than its councils' children use. Places are not all filled; children in homes
    for short breaks, and in special schools that are homes too, may be counted elsewhere. Sources: Ofsted;
    Department for Education.

    >>> round(home_places_per_child_in_homes().value([15_742], [9_480]), 1)
    1.7
    """
    return Formula((ALL_PLACES,), (CHILDREN_IN_HOMES,), totals="published only")


@formula_indicator("Independent fostering agencies", "count")
def independent_fostering_agencies() -> Formula:
    """Independent fostering agencies registered at 31 March, England. Source: Ofsted.

    >>> independent_fostering_agencies().value([339])
    339.0
    """
    return Formula((AGENCIES,), totals="published only")


@formula_indicator("Owners of children’s homes", "count")
def home_owners() -> Formula:
    """Legal entities that own children's homes at 31 March, by how many homes each owns, England.

    Councils and voluntary bodies are among them; homes whose owner is not stated are left out. A group that owns homes
    through several companies counts as several owners. Source: Ofsted.

    >>> home_owners().value([666])
    666.0
    """
    return Formula((OWNERS,), totals="published only")


@formula_indicator("Children’s homes by size of owner", "count")
def homes_by_size_of_owner() -> Formula:
    """Children's homes at 31 March by how many homes their owner, a legal entity, owns; England. Source: Ofsted.

    >>> homes_by_size_of_owner().value([1090])
    1090.0
    """
    return Formula((HOMES_BY_SIZE,), totals="published only")


def _largest_and_all(key: Key, tables: Observed) -> list[Key]:
    """The homes of the largest owners, and the homes that are not councils', which those are a share of."""
    held = tables.current("home_owners")
    here = (held["measure"] == "homes_of_owner") & (held["area_code"] == key.area) & (held["period"] == key.period)
    largest = held[here].nlargest(LARGEST, "value")["breakdown"]
    owned = [Key("homes_of_owner", str(owner), key.area, key.period) for owner in largest]
    return owned + [Key("childrens_homes", group, key.area, key.period) for group in (TOTAL, COUNCILS)]


@derived_indicator(
    "Share of children’s homes that the ten largest owners have",
    "share",
    derived_from=("childrens_homes", "homes_of_owner"),
    parts=_largest_and_all,
)
def largest_owners_share_of_homes(values: Values, _: Observed) -> pd.DataFrame:
    """Homes of the ten legal entities that own most, divided by all homes but councils' own, at 31 March; England.

    A legal entity is not its group: a group that owns homes through several has a larger share. Owners that are held
    without a name are not among the ten. Source: Ofsted.
    """
    owned = values["homes_of_owner"]
    owned = owned[(owned["area_code"] == ENGLAND) & owned["value"].notna()]
    homes = values["childrens_homes"]
    homes = homes[homes["area_code"] == ENGLAND].pivot(index="period", columns="breakdown", values="value")
    homes = homes.reindex(columns=[TOTAL, COUNCILS])  # lists of early years have no sectors
    others = (homes[TOTAL] - homes[COUNCILS]).dropna()
    ranked = owned.sort_values("value", ascending=False).groupby("period", observed=True).head(LARGEST)
    sums = ranked.groupby("period", observed=True)["value"].agg(["sum", "size"])
    sums = sums[sums["size"] == LARGEST].join(others.rename("others"), how="inner").reset_index()
    rows = sums.assign(
        area_code=ENGLAND,
        breakdown="",
        value=sums["sum"] / sums["others"],
        numerator=sums["sum"],
        denominator=sums["others"],
        areas_covered=1,
        areas_expected=1,
        note="",
    )
    return rows[list(VALUE_COLUMNS)]


@formula_indicator("Premises of supported accommodation", "count")
def supported_accommodation_premises() -> Formula:
    """Premises of supported accommodation for children of sixteen and seventeen at 31 March, by sector, where they lie.

    Source: Ofsted.

    >>> supported_accommodation_premises().value([8118])
    8118.0
    """
    return Formula((PREMISES,), totals="published only")


@formula_indicator("Places in supported accommodation", "places")
def supported_accommodation_places() -> Formula:
    """Places in supported accommodation for children of sixteen and seventeen at 31 March, by sector, where they lie.

    Source: Ofsted.

    >>> supported_accommodation_places().value([20_223])
    20223.0
    """
    return Formula((SUPPORTED_PLACES,), totals="published only")


@formula_indicator("Approved foster places", "places")
def approved_foster_places() -> Formula:
    """Places that councils' own foster carers are approved for at 31 March; agencies, family and friends left out.

    Councils that make one return together have no value of their own. Source: Ofsted, through the department's Local
    Authority Interactive Tool; rounded to five.

    >>> approved_foster_places().value([36_725])
    36725.0
    """
    return Formula((APPROVED,), totals="published only")


@formula_indicator("Filled foster places, share of approved places", "share")
def filled_foster_places_share() -> Formula:
    """Places with councils' own foster carers in which a child lives, divided by approved places, at 31 March.

    A place may be empty for a carer's rest or for brothers and sisters in the others. Source: Ofsted, through the
    Local Authority Interactive Tool.

    >>> round(filled_foster_places_share().value([21_890], [36_725]), 3)
    0.596
    """
    return Formula((FILLED,), (APPROVED,), totals="published only")


@formula_indicator("Children’s homes of an owner", "count")
def homes_of_owner() -> Formula:
    """Children's homes at 31 March of a legal entity with ten or more in England, or in a region with five or more.

    Councils, and owners that may be a person or bear the name of a council, are not named. Source: Ofsted.

    >>> homes_of_owner().value([182])
    182.0
    """
    return Formula((OF_OWNER,), totals="published only")


@formula_indicator("Places in the children’s homes of an owner", "places")
def places_of_owner() -> Formula:
    """Places at 31 March in the children's homes of a legal entity with ten homes, or in a region with five, or more.

    Source: Ofsted.

    >>> places_of_owner().value([1000])
    1000.0
    """
    return Formula((PLACES_OF_OWNER,), totals="published only")
