-- The origins from which the parts of the outlook can be tested. Projections and what they missed by are not computed
-- here.

create table years_of_parts as
with own as (select year_of(period) as year from looked_after_children where area_code = 'E92000001')
select 'number' as part, year from own
union all
select 'number', year_of(period)
from looked_after_children_since_1994
where area_code = 'E92000001' and year_of(period) < (select min(year) from own)
union all
select 'foster_care_share', year_of(period)
from children_by_placement_share
where area_code = 'E92000001' and breakdown = 'foster_care'
union all
select 'childrens_homes_share', year_of(period)
from children_by_placement_share
where area_code = 'E92000001' and breakdown = 'childrens_homes_and_secure'
union all
select if(breakdown = 'fostering', 'fostering_week', 'residential_week'), year_of(period)
from unit_cost_published_real_gbp_per_week
where area_code = 'E92000001' and breakdown in ('fostering', 'residential_care');

-- The newest years that follow each other: counted back from the newest, none is left out. An origin has six of them
-- before it and, so many years ahead, the year that it is asked for.
create view back_test_origins as
with without_gap as (
    from years_of_parts
    qualify year + row_number() over (partition by part order by year desc) = max(year) over (partition by part) + 1
)
select part || '_' || ahead || '_ahead' as breakdown, 'E92000001' as area_code, cast(max(year) as varchar) as period,
    greatest(0, count(*) - 6 - ahead + 1) as value, cast(null as double) as numerator,
    cast(null as double) as denominator
from without_gap cross join range(1, 6) as horizons(ahead)
group by part, ahead;
