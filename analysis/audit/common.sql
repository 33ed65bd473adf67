-- What the queries of all subjects rest on: the tables of data/, places, periods and totals.
--
-- Each file of this folder computes the indicators of one subject a second time, from their definitions
-- (docs/indicators.md) and the files of data/ alone. A view has the name of an indicator and the columns
-- breakdown, area_code, period, value, numerator, denominator; what it needs on the way is a table or a macro.
-- A row without a value is left out: a missing figure is never zero.

-- The figures that count: of each place, period, measure and breakdown the newest final one, else the newest provisional.
create macro current_figures(name) as table
select area_code, period, measure, coalesce(breakdown, '') as breakdown, cast(value as double) as value, marker
from read_csv(getvariable('data') || '/' || name || '.csv', header = true, all_varchar = true, nullstr = '')
where status <> 'superseded'
qualify row_number() over (
    partition by area_code, period, measure, breakdown order by status = 'final' desc, release desc
) = 1;

create table areas as
from read_csv(getvariable('data') || '/areas.csv', header = true, all_varchar = true, nullstr = '');

-- Places: England, the regions and the councils have figures of their own; classes and the county group are sums.
create table places as
select area_code, level from areas
where area_code = 'E92000001' or level in ('region', 'authority');

-- Councils, with the first and the last day of their existence.
create table councils as
select area_code, coalesce(cast(opened as date), date '0001-01-01') as first_day,
    coalesce(cast(closed as date), date '9999-12-31') as last_day
from areas
where level = 'authority';

-- Every council of today, and the councils whose territory it took over, whole or in part.
create table territory as
with recursive taken_over(today, area_code) as (
    select area_code, area_code from areas where level = 'authority' and closed is null
    union
    select today, unnest(string_split(areas.predecessors, ' '))
    from taken_over join areas using (area_code)
    where areas.predecessors is not null
)
select today, area_code from taken_over;

-- The councils of England, each region, each class and the county group, as they are made up today, in all years.
-- A council that was abolished is where its successors are.
create table members as
select distinct
    unnest(['E92000001', today.region_code, today.class, if(today.county_group = 'true', 'CCN', null)]) as place,
    territory.area_code
from territory join areas as today on today.area_code = territory.today;
delete from members where place is null;

-- Periods: 2025 is 31 March 2025 or the year to it, 2024-25 the financial year that ends then.
create macro year_of(period) as cast(left(period, 4) as integer) + if(contains(period, '-'), 1, 0);
create macro last_day_of(period) as make_date(year_of(period), 3, 31);
create macro financial_year(year) as (year - 1) || '-' || right(cast(year as varchar), 2);

-- The figures of councils, and for each region, class, the county group and England what is published, or if nothing is,
-- the sum of the councils that have both figures and existed on the last day of the period.
-- figures: breakdown, area_code, period, numerator, denominator; null is no figure.
create macro with_totals(figures) as table
with published as (
    select breakdown, area_code, period, numerator, denominator
    from query_table(figures) semi join places using (area_code)
    where numerator is not null and denominator is not null
),
sums as (
    select breakdown, place as area_code, period, sum(numerator) as numerator, sum(denominator) as denominator
    from published join members using (area_code) join councils using (area_code)
    where last_day_of(period) between first_day and last_day
    group by all
)
from published
union all by name
from sums anti join published using (breakdown, area_code, period);

-- Numerator over denominator, times per; no value if the denominator is not above zero.
create macro ratios_with_totals(figures, per := 1) as table
select breakdown, area_code, period, per * numerator / denominator as value, numerator, denominator
from with_totals(figures)
where denominator > 0;

-- The same of a measure that cannot be added up: places with a published figure alone.
create macro ratios_as_published(figures, per := 1) as table
select breakdown, area_code, period, per * numerator / denominator as value, numerator, denominator
from query_table(figures) semi join places using (area_code)
where numerator is not null and denominator > 0;

-- Amounts without a denominator. figures: breakdown, area_code, period, amount.
create macro amounts_with_totals(figures) as table
with amounts as (select breakdown, area_code, period, amount as numerator, 1 as denominator from query_table(figures))
select breakdown, area_code, period, numerator as value, numerator, cast(null as double) as denominator
from with_totals('amounts');

create macro amounts_as_published(figures, per := 1) as table
select breakdown, area_code, period, per * amount as value, amount as numerator, cast(null as double) as denominator
from query_table(figures) semi join places using (area_code)
where amount is not null;

-- Children aged 0 to 17 at mid-year t, for the year to 31 March t + 1: the department's own pairing.
create table population as
select area_code, cast(cast(period as integer) + 1 as varchar) as period, value as children
from current_figures('population')
where measure = 'children_0_17' and breakdown = '';

-- What restates money of a financial year in prices of the newest year of outturn: the GDP deflator, and the one whose
-- index of 2020-21, which the pandemic distorted, is the mean of the years before and after, if both are held.
create table deflators as
with stated as (select period, value as index from current_figures('deflators')),
around as (select avg(index) as mean from stated where period in ('2019-20', '2021-22') having count(*) = 2),
smoothed as (
    select period, index, if(period = '2020-21', coalesce((select mean from around), index), index) as smoothed_index
    from stated
),
base as (select * from smoothed where period = (select max(period) from current_figures('outturn')))
select smoothed.period, base.index / smoothed.index as factor,
    base.smoothed_index / smoothed.smoothed_index as smoothed_factor
from smoothed, base;
