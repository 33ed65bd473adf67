"""Which places make up a region, a class, the county group and England, in each period."""

from __future__ import annotations

import pandas as pd

from analysis.period import last_day

COUNTY_GROUP = "CCN"
ENGLAND = "E92000001"


def constant_membership(areas: pd.DataFrame) -> pd.DataFrame:
    """Every composite place with the authorities that make it up, on today's membership throughout.

    A place that a reorganisation abolished belongs where its successors belong today, so that a series follows a
    territory. Old Dorset stands for today's Dorset in the county group although it held Christchurch, which lies in
    Bournemouth, Christchurch and Poole today: the tables do not tell the two parts apart.

    Returns columns ``composite``, ``area_code``, ``opened``, ``closed`` (ISO dates, empty where without limit).
    """
    authorities = areas[areas["level"] == "authority"]
    successors = (
        authorities[["area_code", "predecessors"]]
        .assign(predecessor=authorities["predecessors"].str.split())
        .explode("predecessor")
        .dropna(subset=["predecessor"])
    )
    abolished = authorities.loc[authorities["closed"] != "", "area_code"]
    standing_for = pd.concat(
        [
            authorities.loc[~authorities["area_code"].isin(abolished), ["area_code"]].assign(
                today=lambda frame: frame["area_code"]
            ),
            successors.loc[successors["predecessor"].isin(abolished), ["predecessor", "area_code"]].set_axis(
                ["area_code", "today"], axis=1
            ),
        ]
    )
    today = authorities.set_index("area_code")
    standing_for = standing_for.join(today[["class", "region_code", "county_group"]], on="today")
    parts = [
        standing_for[["area_code"]].assign(composite=ENGLAND),
        standing_for[["area_code"]].assign(composite=standing_for["region_code"]),
        standing_for[["area_code"]].assign(composite=standing_for["class"]),
        standing_for.loc[standing_for["county_group"], ["area_code"]].assign(composite=COUNTY_GROUP),
    ]
    return (
        pd.concat(parts)
        .drop_duplicates()
        .join(today[["opened", "closed"]], on="area_code")[["composite", "area_code", "opened", "closed"]]
        .sort_values(["composite", "area_code"], ignore_index=True)
    )


def open_authorities(areas: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """The authorities that stood on the last day of each period: columns ``area_code`` and ``period``."""
    authorities = areas[areas["level"] == "authority"]
    frames = []
    for period in periods:
        day = last_day(period)
        stood = (authorities["opened"] <= day) & ((authorities["closed"] == "") | (authorities["closed"] >= day))
        frames.append(authorities.loc[stood, ["area_code"]].assign(period=period))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"area_code": [], "period": []}, dtype=str)


def members(areas: pd.DataFrame, area: str) -> list[str]:
    """The authorities that make up a composite place, abolished ones included; of an authority, itself."""
    membership = constant_membership(areas)
    return list(membership.loc[membership["composite"] == area, "area_code"]) or [area]
