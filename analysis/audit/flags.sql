-- Four flags of a council's money returns in a year. A flag is one or nought; a place of many councils has the number
-- that carry it.

create macro with_places(flags) as table
with figures as (
    from query_table(flags)
    union all by name
    select place as area_code, period, sum(flag) as flag
    from query_table(flags) join members using (area_code)
    group by all
)
select '' as breakdown, area_code, period, cast(flag as double) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from figures;

-- The figure that stands for each return.
create table figures_of_returns as
select 'budget' as return, area_code, period, value, marker
from current_figures('budget') where breakdown = 'childrens_social_care'
union all
select 'outturn', area_code, period, value, marker
from current_figures('outturn') where breakdown = 'childrens_social_care'
union all
select 'RO3', area_code, period, value, marker
from current_figures('outturn_childrens_lines')
where measure = 'total_expenditure_gbp' and breakdown = 'children_looked_after'
union all
select 'section 251', area_code, period, coalesce(category.value, line.value), category.marker
from (from current_figures('section_251') where breakdown = 'total') as category
full join (from current_figures('section_251_lines') where breakdown = 'total/total/total') as line
    using (area_code, period)
where period >= '2010-11';

-- The councils that are expected to make a return: those that existed on the last day of a year for which it is held of
-- any council, unless the publisher says that it does not apply to them.
create table expected_returns as
with years as (select distinct return, period from figures_of_returns semi join councils using (area_code))
select return, period, area_code, value
from years
join councils on last_day_of(period) between first_day and last_day
left join figures_of_returns using (return, period, area_code)
where value is not null or marker is distinct from 'z';

create view flag_return_missing as
with flags as (
    select area_code, period, max(if(value is null, 1, 0)) as flag from expected_returns group by all
)
from with_places('flags');

-- Years in which the publisher's line of England is held, which has estimates for returns that are missing.
create view flag_return_estimated as
with published as (from figures_of_returns where area_code = 'E92000001' and value is not null),
flags as (
    select area_code, period, max(if(value is null, 1, 0)) as flag
    from expected_returns semi join published using (return, period)
    where return in ('budget', 'outturn')
    group by all
)
from with_places('flags');

create view flag_revised as
with flags as (
    select area_code, period, if(abs(numerator) >= 1000, 1, 0) as flag
    from outturn_revisions
    where breakdown = 'childrens_social_care' and numerator is not null
)
from with_places('flags');

create view flag_returns_disagree as
with flags as (
    select area_code, period, if(abs(value) > 0.1, 1, 0) as flag
    from revenue_outturn_difference_share semi join councils using (area_code)
    where breakdown = 'children_looked_after'
)
from with_places('flags');
