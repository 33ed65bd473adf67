-- The choices of definition, year and councils that a headline figure could have rested on.

-- The headlines: the series printed, and its other definitions in the same unit. A change is taken since a year, and
-- may be taken from the first year on that the lines of the returns mean the same.
create table headlines (headline varchar, indicator varchar, breakdown varchar, is_printed boolean, since varchar);
insert into headlines values
    ('looked_after_rate', 'looked_after_rate_per_10k', '', true, null),
    ('looked_after_rate', 'looked_after_without_unaccompanied_rate_per_10k', '', false, null),
    ('narrow_share', 'statutory_share_narrow', '', true, null),
    ('narrow_share', 'statutory_share_broad', '', false, null),
    ('broad_share', 'statutory_share_broad', '', true, null),
    ('broad_share', 'statutory_share_narrow', '', false, null),
    ('real_change', 'expenditure_real_gbp', 'children_looked_after', true, '2016-17'),
    ('real_change', 'expenditure_gbp', 'children_looked_after', false, '2016-17'),
    ('real_change', 'expenditure_real_smoothed_gbp', 'children_looked_after', false, '2016-17'),
    ('real_change', 'looked_after_on_one_set_of_lines_real_gbp', '', false, '2016-17'),
    ('weekly_cost', 'unit_cost_gbp_per_week', 'looked_after_all', true, null),
    ('overspend_share_of_budget', 'overspend_share_of_budget', 'childrens_social_care', true, null),
    ('share_of_overspends', 'overspend_share_of_all_services', '', true, null),
    ('share_of_overspends', 'overspend_share_of_all_services_with_education', '', false, null),
    ('share_of_overspends', 'overspend_share_of_all_services_by_council', '', false, null),
    ('share_of_overspends', 'overspend_share_of_all_services_by_council_with_education', '', false, null),
    ('share_of_overspends', 'overspend_share_of_net', '', false, null),
    ('private_share_of_homes', 'private_share_of_homes', '', true, null),
    ('private_share_of_homes', 'private_share_of_home_places', '', false, null),
    ('private_share_of_homes', 'private_share_of_inspected_homes', '', false, null);

create macro of_england_and_counties(name) as table
select name as indicator, breakdown, area_code, period, value
from query_table(name)
where area_code in ('E92000001', 'CCN') and value is not null;

create table headline_values as
from of_england_and_counties('looked_after_rate_per_10k')
union all from of_england_and_counties('looked_after_without_unaccompanied_rate_per_10k')
union all from of_england_and_counties('statutory_share_narrow')
union all from of_england_and_counties('statutory_share_broad')
union all from of_england_and_counties('expenditure_real_gbp')
union all from of_england_and_counties('expenditure_gbp')
union all from of_england_and_counties('expenditure_real_smoothed_gbp')
union all from of_england_and_counties('looked_after_on_one_set_of_lines_real_gbp')
union all from of_england_and_counties('unit_cost_gbp_per_week')
union all from of_england_and_counties('overspend_share_of_budget')
union all from of_england_and_counties('overspend_share_of_all_services')
union all from of_england_and_counties('overspend_share_of_all_services_with_education')
union all from of_england_and_counties('overspend_share_of_all_services_by_council')
union all from of_england_and_counties('overspend_share_of_all_services_by_council_with_education')
union all from of_england_and_counties('overspend_share_of_net')
union all from of_england_and_counties('private_share_of_homes')
union all from of_england_and_counties('private_share_of_home_places')
union all from of_england_and_counties('private_share_of_inspected_homes');

-- Every figure that a headline could be: of a level its value in a period, of a change its growth from a year to the
-- newest period of the headline.
create table headline_figures as
with newest as (
    select headline, max(period) as newest
    from headlines join headline_values using (indicator, breakdown)
    where is_printed and area_code = 'E92000001'
    group by all
),
figures as (
    select headline, is_printed, area_code, period = newest as as_printed, newest, value
    from headlines join newest using (headline) join headline_values using (indicator, breakdown)
    where since is null
    union all by name
    select headline, is_printed, area_code, start.period = since as as_printed, newest,
        later.value / start.value - 1 as value
    from headlines join newest using (headline)
    join headline_values as start using (indicator, breakdown)
    join headline_values as later using (indicator, breakdown, area_code)
    where since is not null and later.period = newest and start.period >= '2012-13' and start.period < newest
    union all by name
    select headline, false as is_printed, 'E92000001' as area_code, true as as_printed, newest, value
    from newest join expenditure_real_growth_share as same_councils on same_councils.period = newest
    where headline = 'real_change' and breakdown = 'children_looked_after' and area_code = 'E92000001'
)
from figures;

-- The figure printed, and the others that change one choice alone: the year, the councils or the definition. A figure
-- as good as equal is not lower.
create view lower_choices_share as
with printed as (
    select headline, newest, value
    from headline_figures
    where is_printed and as_printed and area_code = 'E92000001'
),
others as (
    select headline, value
    from headline_figures
    where (is_printed and not as_printed and area_code = 'E92000001')
        or (is_printed and as_printed and area_code = 'CCN')
        or (not is_printed and as_printed and area_code = 'E92000001')
)
select headline as breakdown, 'E92000001' as area_code, any_value(newest) as period,
    count(*) filter (others.value < printed.value - abs(printed.value) * 1e-9) / count(*) as value,
    count(*) filter (others.value < printed.value - abs(printed.value) * 1e-9) as numerator, count(*) as denominator
from printed join others using (headline)
group by headline;
