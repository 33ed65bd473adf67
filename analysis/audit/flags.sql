-- Four flags of a council's money returns in a year. A flag is one or nought; a place has the number of its councils.

-- The figure that stands for each return, of all places.
create table returned_figures as
select 'budget' as return, area_code, period, value from budget_gbp where breakdown = 'childrens_social_care'
union all
select 'outturn', area_code, period, value from outturn_gbp where breakdown = 'childrens_social_care'
union all
select 'RO3', area_code, period, value
from revenue_outturn_total_expenditure_gbp
where breakdown = 'children_looked_after'
union all
select 'section 251', area_code, period, value from expenditure_gbp where breakdown = 'total';

-- Of each return that councils made in a year, every council that existed on its last day, and whether it is missing.
create table asked_returns as
with years as (select distinct return, period from returned_figures semi join councils using (area_code))
select return, area_code, period, value is null as is_missing
from years cross join councils left join returned_figures using (return, area_code, period)
where last_day_of(period) between first_day and last_day or value is not null;

-- The flags of councils, and their sums. flags: area_code, period, flag.
create macro flags_with_sums(flags) as table
with figures as (
    select area_code, period, cast(flag as integer) as flag from query_table(flags)
    union all
    select place, period, sum(cast(flag as integer))
    from query_table(flags) join members using (area_code)
    group by all
)
select '' as breakdown, area_code, period, flag as value, cast(null as double) as numerator,
    cast(null as double) as denominator
from figures;

create view flag_return_missing as
with flags as (select area_code, period, bool_or(is_missing) as flag from asked_returns group by all)
from flags_with_sums('flags');

-- England's line of the budget and of the outturn, as the publisher has it: with an estimate for each missing return.
create view flag_return_estimated as
with lines_of_england as (
    select 'budget' as return, period from budgets
    where service = 'childrens_social_care' and area_code = 'E92000001'
    union all
    select 'outturn', period from outturns
    where service = 'childrens_social_care' and area_code = 'E92000001'
),
flags as (
    select area_code, period, bool_or(is_missing) as flag
    from asked_returns semi join lines_of_england using (return, period)
    group by all
)
from flags_with_sums('flags');

create view flag_revised as
with flags as (
    select area_code, period, is_revised as flag from revised_councils where breakdown = 'outturn_childrens_social_care'
)
from flags_with_sums('flags');

create view flag_returns_disagree as
with flags as (
    select area_code, period, abs(value) > 0.1 as flag
    from difference_shares semi join councils using (area_code)
    where breakdown = 'children_looked_after'
)
from flags_with_sums('flags');
