-- How many councils have a looked-after rate outside the limits around England's that chance, or also the over-dispersion
-- of all councils, would leave them within.

-- A funnel: how many standard deviations the rate of each council lies from England's. Chance has a known standard error
-- where the ratio of the observed to the expected count is taken as its square root, or as its logarithm.
create table scores as
select council.period, council.area_code, council.numerator as observed,
    council.denominator * england.value / 10000 as expected,
    (sqrt(observed / expected) - 1) * 2 * sqrt(expected) as of_root,
    ln(observed / expected) * sqrt(expected) as of_logarithm
from looked_after_rate_per_10k as council
join looked_after_rate_per_10k as england using (period)
join councils on councils.area_code = council.area_code and last_day_of(council.period) between first_day and last_day
where england.area_code = 'E92000001' and council.numerator > 0
qualify count(*) over (partition by council.period) >= 30;

-- Over-dispersion: the scores vary by more than chance would have them. A tenth at either end is set to the value that
-- bounds it (square roots), or left out (logarithms). The variance between councils is that of DerSimonian and Laird.
create table winsorised as
select period, 4 * expected as weight, greatest(lowest, least(highest, of_root)) as score
from scores join (
    select period, quantile_cont(of_root, 0.1) as lowest, quantile_cont(of_root, 0.9) as highest from scores group by all
) using (period);

create table trimmed as
with placed as (
    select period, expected as weight, of_logarithm as score,
        row_number() over (partition by period order by of_logarithm, area_code)
            / (count(*) over (partition by period) + 1) as place
    from scores
)
select period, weight, score from placed where place >= 0.1 and place < 0.9;

create macro variance_between(scored) as table
select period,
    greatest(0, (sum(score ** 2) - (count(*) - 1)) / (sum(weight) - sum(weight ** 2) / sum(weight))) as variance
from query_table(scored)
group by all;

create table dispersed as
select period, 'chance' as name, of_root as score from scores
union all
select period, 'additive', of_root / (2 * sqrt(expected)) / sqrt(1 / (4 * expected) + variance)
from scores join variance_between('winsorised') using (period)
union all
select period, 'multiplicative', of_root / sqrt(greatest(1, factor))
from scores join (select period, avg(score ** 2) as factor from winsorised group by all) using (period)
union all
select period, 'logarithmic', of_logarithm / sqrt(expected) / sqrt(1 / expected + variance)
from scores join variance_between('trimmed') using (period);

create view councils_outside_funnel_share as
select name || '_' || level as breakdown, 'E92000001' as area_code, period,
    count(*) filter (abs(score) > z) / count(*) as value,
    cast(count(*) filter (abs(score) > z) as double) as numerator, cast(count(*) as double) as denominator
from dispersed cross join interval_levels
group by all;
