-- How many of the other figures that a headline could have been are lower than the one printed.

-- Headline figures of England, and what else they could have been: another definition in the same unit, another year
-- (for a change, another year to start from), or other councils: the county group, or those with a figure at both ends.
create macro series(headline, definition, indicator, category) as table
select headline as headline, definition as definition, area_code, period, value
from query_table(indicator)
where breakdown = category and area_code in ('E92000001', 'CCN');

create table levels as
from series('looked_after_rate', 1, 'looked_after_rate_per_10k', '')
union all from series('looked_after_rate', 2, 'looked_after_without_unaccompanied_rate_per_10k', '')
union all from series('narrow_share', 1, 'statutory_share_narrow', '')
union all from series('narrow_share', 2, 'statutory_share_broad', '')
union all from series('broad_share', 1, 'statutory_share_broad', '')
union all from series('broad_share', 2, 'statutory_share_narrow', '')
union all from series('weekly_cost', 1, 'unit_cost_gbp_per_week', 'looked_after_all')
union all from series('overspend_share_of_budget', 1, 'overspend_share_of_budget', 'childrens_social_care')
union all from series('share_of_overspends', 1, 'overspend_share_of_all_services', '')
union all from series('share_of_overspends', 2, 'overspend_share_of_all_services_with_education', '')
union all from series('share_of_overspends', 3, 'overspend_share_of_all_services_by_council', '')
union all from series('share_of_overspends', 4, 'overspend_share_of_all_services_by_council_with_education', '')
union all from series('share_of_overspends', 5, 'overspend_share_of_net', '')
union all from series('private_share_of_homes', 1, 'private_share_of_homes', '')
union all from series('private_share_of_homes', 2, 'private_share_of_home_places', '')
union all from series('private_share_of_homes', 3, 'private_share_of_inspected_homes', '');

create table amounts_that_change as
from series('real_change', 1, 'expenditure_real_gbp', 'children_looked_after')
union all from series('real_change', 2, 'expenditure_gbp', 'children_looked_after')
union all from series('real_change', 3, 'expenditure_real_smoothed_gbp', 'children_looked_after')
union all from series('real_change', 4, 'looked_after_on_one_set_of_lines_real_gbp', '');

-- The year is that of the figure, or the one that a change starts from; newest is the period that the headline is of.
create table figures_chosen_from as
with newest_periods as (
    select headline, max(period) as newest
    from (from levels union all from amounts_that_change)
    where definition = 1 and area_code = 'E92000001'
    group by all
),
changes as (
    select headline, definition, area_code, start.period, later.value / start.value - 1 as value
    from amounts_that_change as start join amounts_that_change as later using (headline, definition, area_code)
    join newest_periods using (headline)
    where later.period = newest and start.period >= '2012-13' and start.period < newest
)
select headline, newest, definition, area_code, period as year, value, newest as year_printed
from levels join newest_periods using (headline)
union all
select headline, newest, definition, area_code, period, value, '2016-17'
from changes join newest_periods using (headline);

create view lower_choices_share as
with printed as (
    select headline, newest, value
    from figures_chosen_from
    where definition = 1 and area_code = 'E92000001' and year = year_printed
),
others as (
    select headline, value
    from figures_chosen_from
    where (definition = 1 and area_code = 'E92000001' and year <> year_printed)
        or (definition > 1 and area_code = 'E92000001' and year = year_printed)
        or (definition = 1 and area_code = 'CCN' and year = year_printed)
    union all
    select headline, growth.value
    from expenditure_real_growth_share as growth join printed on growth.period = newest
    where headline = 'real_change' and area_code = 'E92000001' and breakdown = 'children_looked_after'
)
select headline as breakdown, 'E92000001' as area_code, newest as period,
    avg(if(others.value < printed.value - 1e-9 * abs(printed.value), 1, 0)) as value,
    cast(count(*) filter (others.value < printed.value - 1e-9 * abs(printed.value)) as double) as numerator,
    cast(count(*) as double) as denominator
from printed join others using (headline)
group by all;
