-- How clearly the looked-after rates of councils differ from England's, and from five years before.

-- Limits of a count, 95%: exact Poisson limits below ten, from the published tables (Garwood 1936), Byar's from ten on.
create table limits_of_few (counted integer, lower_95 double, upper_95 double);
insert into limits_of_few values
    (0, 0, 3.688879), (1, 0.025318, 5.571643), (2, 0.242209, 7.224688), (3, 0.618672, 8.767273), (4, 1.089865, 10.241589),
    (5, 1.623486, 11.668332), (6, 2.201894, 13.059474), (7, 2.814363, 14.422675), (8, 3.453832, 15.763189),
    (9, 4.115373, 17.084803);

create table rates_with_limits as
select area_code, period, value, numerator, denominator,
    10000 / denominator * coalesce(
        lower_95, numerator * (1 - 1 / (9 * numerator) - 1.959963984540054 / (3 * sqrt(numerator))) ** 3
    ) as lower_limit,
    10000 / denominator * coalesce(
        upper_95,
        (numerator + 1) * (1 - 1 / (9 * (numerator + 1)) + 1.959963984540054 / (3 * sqrt(numerator + 1))) ** 3
    ) as upper_limit
from looked_after_rate_per_10k left join limits_of_few on counted = numerator;

-- Two rates are clearly different if the 95% interval of their difference leaves out nought. Its limits square and add
-- the distances of the limits of both.
create macro clearness(pairs) as table
with differences as (
    select period, one - other as difference,
        sqrt((one - one_lower) ** 2 + (other_upper - other) ** 2) as below,
        sqrt((one_upper - one) ** 2 + (other - other_lower) ** 2) as above
    from query_table(pairs)
),
clear as (
    select period, case
        when difference - below > 0 then 'clearly_higher'
        when difference + above < 0 then 'clearly_lower'
        else 'not_clearly_different'
    end as clearly
    from differences
)
select breakdown, 'E92000001' as area_code, period,
    cast(count(*) filter (clearly = breakdown) as double) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from clear, (select unnest(['clearly_higher', 'clearly_lower', 'not_clearly_different']) as breakdown)
group by all;

create view councils_by_rate_against_england as
with pairs as (
    select period, council.value as one, council.lower_limit as one_lower, council.upper_limit as one_upper,
        england.value as other, england.lower_limit as other_lower, england.upper_limit as other_upper
    from (from rates_with_limits semi join councils using (area_code)) as council
    join (from rates_with_limits where area_code = 'E92000001') as england using (period)
)
from clearness('pairs');

create view councils_by_change_of_rate as
with pairs as (
    select later.period, later.value as one, later.lower_limit as one_lower, later.upper_limit as one_upper,
        before.value as other, before.lower_limit as other_lower, before.upper_limit as other_upper
    from rates_with_limits as later join rates_with_limits as before using (area_code)
    semi join councils using (area_code)
    where year_of(before.period) = year_of(later.period) - 5
)
from clearness('pairs');
