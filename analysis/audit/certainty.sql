-- How clearly the looked-after rates of councils differ from England's, and from five years before.

-- The rates of councils and of England with their 95% limits.
create table sure_rates as
with rates as (
    select area_code, period, value, numerator, denominator, 10000 as per
    from looked_after_rate_per_10k
    where area_code = 'E92000001' or area_code in (select area_code from councils)
)
select area_code, period, value, lower, upper
from rates_with_limits('rates')
where level = '95';

-- How many councils are clearly above what they are compared with, clearly below it, or neither. The limits of a
-- difference are as far from it as the limits of both values together: their distances are squared and added. pairs:
-- period, value, lower, upper, other_value, other_lower, other_upper.
create macro councils_by_difference(pairs) as table
with differences as (
    select period,
        value - other_value - sqrt(pow(value - lower, 2) + pow(other_upper - other_value, 2)) as lower,
        value - other_value + sqrt(pow(upper - value, 2) + pow(other_value - other_lower, 2)) as upper
    from query_table(pairs)
),
counted as (
    select period, unnest([
        {breakdown: 'clearly_higher', councils: count(*) filter (lower > 0)},
        {breakdown: 'clearly_lower', councils: count(*) filter (upper < 0)},
        {breakdown: 'not_clearly_different', councils: count(*) filter (lower <= 0 and upper >= 0)}
    ], recursive := true)
    from differences
    group by period
)
select breakdown, 'E92000001' as area_code, period, cast(councils as double) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from counted;

create view councils_by_rate_against_england as
with pairs as (
    select own.period, own.value, own.lower, own.upper, england.value as other_value, england.lower as other_lower,
        england.upper as other_upper
    from sure_rates as own semi join councils using (area_code)
    join sure_rates as england on england.period = own.period and england.area_code = 'E92000001'
)
from councils_by_difference('pairs');

create view councils_by_change_of_rate as
with pairs as (
    select own.period, own.value, own.lower, own.upper, earlier.value as other_value, earlier.lower as other_lower,
        earlier.upper as other_upper
    from sure_rates as own semi join councils using (area_code)
    join sure_rates as earlier on earlier.area_code = own.area_code
        and year_of(earlier.period) = year_of(own.period) - 5
)
from councils_by_difference('pairs');
