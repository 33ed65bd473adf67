-- How many councils' rates of looked-after children clearly differ from England's, and from those of five years before.

-- The 95% limits of a count below ten are those of the Poisson distribution, from the printed table (Garwood 1936).
create table few (count, lower_limit, upper_limit) as
from (values
    (0, 0, 3.6889), (1, 0.0253, 5.5716), (2, 0.2422, 7.2247), (3, 0.6187, 8.7673), (4, 1.0899, 10.2416),
    (5, 1.6235, 11.6683), (6, 2.2019, 13.0595), (7, 2.8144, 14.4227), (8, 3.4538, 15.7632), (9, 4.1154, 17.0848)
);

-- From ten on they are Byar's.
create macro byars_limit(count, z) as count * (1 - 1 / (9 * count) + z / (3 * sqrt(count))) ** 3;

create table rates_with_limits as
select area_code, period, value,
    10000 * coalesce(lower_limit, byars_limit(numerator, -1.959964)) / denominator as lower_limit,
    10000 * coalesce(upper_limit, byars_limit(numerator + 1, 1.959964)) / denominator as upper_limit
from looked_after_rate_per_10k left join few on numerator = few.count;

-- Two rates differ clearly if the distance between them is more than the distances to their limits, squared and added.
create macro verdicts(pairs) as table
with verdict as (
    select period, case
            when own.value - other.value > sqrt((own.value - own.lower_limit) ** 2 + (other.upper_limit - other.value) ** 2)
                then 'clearly_higher'
            when other.value - own.value > sqrt((own.upper_limit - own.value) ** 2 + (other.value - other.lower_limit) ** 2)
                then 'clearly_lower'
            else 'not_clearly_different'
        end as breakdown
    from query_table(pairs)
),
breakdowns as (select unnest(['clearly_higher', 'clearly_lower', 'not_clearly_different']) as breakdown)
select breakdowns.breakdown, 'E92000001' as area_code, periods.period, count(verdict.breakdown) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from (select distinct period from verdict) as periods cross join breakdowns
left join verdict on verdict.period = periods.period and verdict.breakdown = breakdowns.breakdown
group by all;

create view councils_by_rate_against_england as
with pairs as (
    select own.period, own, other
    from (from rates_with_limits semi join councils using (area_code)) as own
    join rates_with_limits as other on other.area_code = 'E92000001' and other.period = own.period
)
from verdicts('pairs');

create view councils_by_change_of_rate as
with pairs as (
    select own.period, own, other
    from (from rates_with_limits semi join councils using (area_code)) as own
    join rates_with_limits as other
        on other.area_code = own.area_code and year_of(other.period) = year_of(own.period) - 5
)
from verdicts('pairs');
