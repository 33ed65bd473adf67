-- Two returns about the same spending: section 251 and the revenue outturn (RO3), line by line and council by council.

-- The revenue outturn by line: before income is taken off (total) and after (net current).
create table revenue_outturn_lines as
select breakdown as line, area_code, period,
    any_value(value) filter (measure = 'total_expenditure_gbp') as total_gbp,
    any_value(value) filter (measure = 'net_current_expenditure_gbp') as net_gbp
from current_figures('outturn_childrens_lines')
group by all;

create view revenue_outturn_total_expenditure_gbp as
with figures as (select line as breakdown, area_code, period, total_gbp as amount from revenue_outturn_lines)
from amounts_with_totals('figures');

create view revenue_outturn_net_current_expenditure_gbp as
with figures as (select line as breakdown, area_code, period, net_gbp as amount from revenue_outturn_lines)
from amounts_with_totals('figures');

create table section_251_categories as
select breakdown as line, area_code, period, value as gbp
from current_figures('section_251')
where measure = 'gross_expenditure_gbp' and value is not null and period >= '2023-24';

-- Councils with a line in both returns.
create table two_returns as
select line as breakdown, area_code, period, total_gbp - gbp as difference, gbp as section_251
from revenue_outturn_lines join section_251_categories using (line, area_code, period)
semi join councils using (area_code)
where total_gbp is not null;

create view revenue_outturn_less_section_251_gbp as
with figures as (select breakdown, area_code, period, difference as amount from two_returns)
from amounts_with_totals('figures');

create table difference_shares as
with figures as (
    select breakdown, area_code, period, difference as numerator, section_251 as denominator from two_returns
)
from ratios_with_totals('figures');

create view revenue_outturn_difference_share as
from difference_shares;

-- All lines of both returns, of councils that have every one: the seven categories, and in the revenue outturn the
-- line of asylum seekers, whom section 251 counts among looked-after children.
create view revenue_outturn_difference_of_all_lines_share as
with section_251 as (
    select area_code, period, sum(gbp) as gbp
    from section_251_categories join categories on category = line
    group by all
    having count(*) = 7
),
revenue_outturn as (
    select area_code, period, sum(total_gbp) as gbp
    from revenue_outturn_lines
    where line in (select category from categories) or line = 'asylum_seekers'
    group by all
    having count(total_gbp) = 8
),
figures as (
    select '' as breakdown, area_code, period, revenue_outturn.gbp - section_251.gbp as numerator,
        section_251.gbp as denominator
    from revenue_outturn join section_251 using (area_code, period) semi join councils using (area_code)
)
from ratios_with_totals('figures');

-- How far apart the two returns of each council of a place are, above and below alike.
create table returns_apart as
select breakdown, place as area_code, period, abs(value) as apart
from difference_shares join members using (area_code);

create view returns_within_1_percent_share as
select breakdown, area_code, period, count(*) filter (apart <= 0.01) / count(*) as value,
    count(*) filter (apart <= 0.01) as numerator, count(*) as denominator
from returns_apart group by all;

create view returns_within_5_percent_share as
select breakdown, area_code, period, count(*) filter (apart <= 0.05) / count(*) as value,
    count(*) filter (apart <= 0.05) as numerator, count(*) as denominator
from returns_apart group by all;

create view returns_beyond_10_percent_share as
select breakdown, area_code, period, count(*) filter (apart > 0.1) / count(*) as value,
    count(*) filter (apart > 0.1) as numerator, count(*) as denominator
from returns_apart group by all;

create view returns_median_difference_share as
select breakdown, area_code, period, median(apart) as value, cast(null as double) as numerator,
    cast(null as double) as denominator
from returns_apart group by all;

-- Asylum-seeking children have two lines: a part of children looked after, and a line of their own.
create table asylum_lines as
select '' as breakdown, area_code, period, sum(total_gbp) as total_gbp, sum(net_gbp) as net_gbp
from revenue_outturn_lines
where line in ('asylum_seekers', 'children_looked_after_asylum_seekers')
group by all
having count(total_gbp) = 2 and count(net_gbp) = 2;

create view asylum_expenditure_gbp as
with figures as (select breakdown, area_code, period, total_gbp as amount from asylum_lines)
from amounts_with_totals('figures');

create view asylum_net_current_expenditure_gbp as
with figures as (select breakdown, area_code, period, net_gbp as amount from asylum_lines)
from amounts_with_totals('figures');

create view asylum_net_current_expenditure_share as
with figures as (
    select breakdown, area_code, period, asylum_lines.net_gbp as numerator, whole.net_gbp as denominator
    from asylum_lines join revenue_outturn_lines as whole using (area_code, period)
    where whole.line = 'childrens_social_care'
)
from ratios_with_totals('figures');
