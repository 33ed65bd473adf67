-- The values of both computations, key by key.
--
-- recomputed: the view recomputed_with_limits of intervals.sql.
-- indicators: the table of indicators that the report prints, with its limits; it rounds to nine decimals.

-- Numbers agree to nine decimals, or to eleven digits if they are large: as many as are ever printed. The printed text is
-- not compared, because the last bit of either may decide whether half a pound is rounded up or down.
create macro agree(one, other) as
    coalesce(abs(one - other) <= greatest(1e-9, 1e-11 * abs(one)), one is null and other is null);

create table compared as
with printed as (
    select indicator, breakdown, area_code, period, value, numerator, denominator
    from indicators
    where value is not null and indicator in (select indicator from audited)
),
again as (from recomputed where value is not null)
select indicator, breakdown, area_code, period, 'value' as figure, printed.value, again.value as value_again,
    case
        when again.value is null then 'missing in SQL'
        when printed.value is null then 'missing in the report'
        when agree(printed.value, again.value) and agree(printed.numerator, again.numerator)
            and agree(printed.denominator, again.denominator)
            then 'equal'
        else 'differs'
    end as outcome,
    printed.numerator, again.numerator as numerator_again,
    printed.denominator, again.denominator as denominator_again
from printed full join again using (indicator, breakdown, area_code, period);

-- The limits of the values that both sides have, one by one. A value that is not made of counts has none.
create macro limits_of(values) as table
unpivot (
    select indicator, breakdown, area_code, period, lower_95, upper_95, lower_998, upper_998
    from query_table(values)
    semi join (from compared where outcome in ('equal', 'differs')) using (indicator, breakdown, area_code, period)
)
on lower_95, upper_95, lower_998, upper_998 into name figure value value;

create table compared_limits as
select indicator, breakdown, area_code, period, figure, printed.value, again.value as value_again,
    case
        when again.value is null then 'missing in SQL'
        when printed.value is null then 'missing in the report'
        when agree(printed.value, again.value) then 'equal'
        else 'differs'
    end as outcome
from limits_of('indicators') as printed
full join limits_of('recomputed') as again using (indicator, breakdown, area_code, period, figure);

-- A row for each subject, and after them one for the limits of intervals.
create view counts as
with every as (
    select subject, position, indicator, outcome from audited left join compared using (indicator)
    union all
    select 'intervals', (select count(*) from audited), indicator, outcome from compared_limits
)
select subject, count(distinct indicator) as indicators,
    count(*) filter (outcome in ('equal', 'differs')) as compared,
    count(*) filter (outcome = 'equal') as equal,
    count(*) filter (outcome = 'differs') as differing,
    count(*) filter (outcome = 'missing in SQL') as missing_in_sql,
    count(*) filter (outcome = 'missing in the report') as missing_in_report
from every
group by subject, position
order by position;

create view differences as
with every as (from compared union all by name from compared_limits)
select * exclude outcome, outcome from every where outcome <> 'equal'
order by indicator, breakdown, area_code, period, figure;
