-- How sure the figures are: looked-after rates of councils that chance alone would not set apart.

create table rates_of_councils as
select area_code, period, value, numerator, denominator
from looked_after_rate_per_10k semi join councils using (area_code);

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

-- The funnel. Observed are the children of a council, expected those that it would have at England's rate; councils
-- without a looked-after child are left out, and years with fewer than thirty councils.
create table funnel_counts as
select own.area_code, own.period, own.numerator as observed, own.denominator * england.value / 10000 as expected
from rates_of_councils as own
join looked_after_rate_per_10k as england on england.period = own.period and england.area_code = 'E92000001'
where own.numerator > 0
qualify count(*) over (partition by own.period) >= 30;

-- Scores in standard deviations of chance: on square roots, whose standard deviation is a half, and on logarithms.
create table funnel_scores as
select *, 2 * (sqrt(observed) - sqrt(expected)) as score, ln(observed / expected) * sqrt(expected) as log_score
from funnel_counts;

-- Scores on square roots with the tenth at each end set to the score that bounds it.
create table winsorised_scores as
with bounds as (
    select period, quantile_cont(score, 0.1) as low, quantile_cont(score, 0.9) as high
    from funnel_scores
    group by period
)
select period, expected, greatest(low, least(high, score)) as score
from funnel_scores join bounds using (period);

-- Scores on logarithms without the tenth at each end, by rank.
create table trimmed_scores as
with placed as (
    select period, expected, log_score as score,
        row_number() over (partition by period order by log_score, area_code)
            / (count(*) over (partition by period) + 1) as place
    from funnel_scores
)
select period, expected, score from placed where place >= 0.1 and place < 0.9;

-- The variance between councils by the method of moments (DerSimonian and Laird 1986). The weight of a council is one
-- over the variance of chance: some times the children expected. Not below zero.
create macro variance_between(scores, times) as table
select period,
    greatest(0, (sum(score * score) - (count(*) - 1))
        / (sum(times * expected) - sum(pow(times * expected, 2)) / sum(times * expected))) as variance
from query_table(scores)
group by period;

create view councils_outside_funnel_share as
with additive as (from variance_between('winsorised_scores', 4)),
logarithmic as (from variance_between('trimmed_scores', 1)),
multiplicative as (
    select period, greatest(1, avg(score * score)) as factor from winsorised_scores group by period
),
distances as (
    select period, unnest([
        {funnel: 'chance', distance: abs(score)},
        {funnel: 'multiplicative', distance: abs(score) / sqrt(factor)},
        {funnel: 'additive', distance: abs(score) / sqrt(1 + 4 * expected * additive.variance)},
        {funnel: 'logarithmic', distance: abs(log_score) / sqrt(1 + expected * logarithmic.variance)}
    ], recursive := true)
    from funnel_scores join additive using (period) join logarithmic using (period) join multiplicative using (period)
)
select funnel || '_' || level as breakdown, 'E92000001' as area_code, period,
    count(*) filter (distance > z) / count(*) as value, count(*) filter (distance > z) as numerator,
    count(*) as denominator
from distances cross join levels
group by funnel, level, period;
