-- The values of both computations, key by key.
--
-- recomputed: subject, indicator and the columns of a view of a subject, from the files of this folder.
-- indicators: the table of indicators that the report prints, which rounds to nine decimals.

-- Numbers agree to nine decimals, or to eleven digits if they are large: as many as are ever printed. The printed text is
-- not compared, because the last bit of either may decide whether half a pound is rounded up or down.
create macro agree(one, other) as
    coalesce(abs(one - other) <= greatest(1e-9, 1e-11 * abs(one)), one is null and other is null);

create table compared as
with printed as (
    select indicator, breakdown, area_code, period, value, numerator, denominator, lower_95, upper_95, lower_998, upper_998
    from indicators
    where value is not null and indicator in (select indicator from audited)
),
again as (from recomputed where value is not null)
select indicator, breakdown, area_code, period, printed.value, again.value as value_again,
    case
        when again.value is null then 'missing in SQL'
        when printed.value is null then 'missing in the report'
        when agree(printed.value, again.value) and agree(printed.numerator, again.numerator)
            and agree(printed.denominator, again.denominator)
            and (has_exact_limits or (
                agree(printed.lower_95, again.lower_95) and agree(printed.upper_95, again.upper_95)
                and agree(printed.lower_998, again.lower_998) and agree(printed.upper_998, again.upper_998)
            ))
            then 'equal'
        else 'differs'
    end as outcome,
    printed.numerator, again.numerator as numerator_again,
    printed.denominator, again.denominator as denominator_again,
    again.lower_95 is not null as has_limits
from printed full join again using (indicator, breakdown, area_code, period);

create view counts as
select audited.subject, count(distinct indicator) as indicators,
    count(*) filter (outcome in ('equal', 'differs')) as compared,
    count(*) filter (has_limits and outcome in ('equal', 'differs')) as with_limits,
    count(*) filter (outcome = 'equal') as equal,
    count(*) filter (outcome = 'differs') as differing,
    count(*) filter (outcome = 'missing in SQL') as missing_in_sql,
    count(*) filter (outcome = 'missing in the report') as missing_in_report
from audited left join compared using (indicator)
group by audited.subject, audited.position
order by audited.position;

create view differences as
select * exclude (outcome, has_limits), outcome from compared where outcome <> 'equal'
order by indicator, breakdown, area_code, period;
