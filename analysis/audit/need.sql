-- Why children come into care, how deprived their councils are, and whether cost and need go together.

create table assessment_factors as from current_figures('assessment_factors');
create table wellbeing as from current_figures('wellbeing');
create table deprivation as from current_figures('deprivation');

create view need_category_share as
with figures as (
    select replace(category.breakdown, 'need/', '') as breakdown, area_code, period,
        category.value as numerator, looked_after.value as denominator
    from current_figures('looked_after_by_characteristic') as category
    join looked_after using (area_code, period, measure)
    where category.breakdown like 'need/%'
)
from ratios_with_totals('figures');

create view assessment_factor_share as
with figures as (
    select factor.breakdown, area_code, period, factor.value as numerator, assessed.value as denominator
    from assessment_factors as factor join assessment_factors as assessed using (area_code, period)
    where factor.measure = 'assessments_with_factor' and assessed.measure = 'assessments_with_any_factor'
)
from ratios_with_totals('figures');

-- Averages cannot be added.
create view sdq_score_average as
with figures as (
    select breakdown, area_code, period, value as amount from wellbeing where measure = 'sdq_score_average'
)
from amounts_as_published('figures');

create view sdq_coverage_share as
with figures as (
    select '' as breakdown, area_code, period, scored.value as numerator, due.value as denominator
    from wellbeing as scored join wellbeing as due using (area_code, period)
    where scored.measure = 'children_with_sdq_score' and due.measure = 'children_aged_5_to_16'
)
from ratios_with_totals('figures');

create view deprivation_score as
with figures as (
    select breakdown, area_code, period, value as amount from deprivation where measure = 'average_score'
)
from amounts_as_published('figures');

-- The councils in the order of their score, equal scores by code, without the City of London and the Isles of Scilly.
create table deprivation_order as
select breakdown as index, period as published, area_code, value as score,
    row_number() over (partition by breakdown, period order by value, area_code) as place,
    count(*) over (partition by breakdown, period) as councils
from deprivation semi join councils using (area_code)
where measure = 'average_score' and value is not null and area_code not in ('E09000001', 'E06000053');

create macro name_of_fifth(fifth) as
    ['1_least_deprived', '2', '3', '4', '5_most_deprived'][cast(fifth as integer)];

-- Five groups of as many councils; if their number cannot be divided by five, the least deprived have one more.
create table fifths_of_councils as
select index, published, area_code, 1 + (place - 1) * 5 // councils as fifth
from deprivation_order;

-- Children looked after and the child population of each council and year, with the newest index published by then.
create table counted_by_index as
select index, published, looked_after.period, area_code, looked_after.value as looked_after, children
from looked_after
join (select distinct index, published, area_code from deprivation_order) using (area_code)
left join population_or_as_published using (area_code, period)
where looked_after.measure = 'looked_after_children' and published <= looked_after.period
qualify published = max(published) over (partition by index, looked_after.period);

-- Five groups with about as many children: a council is in the fifth in which the middle one of its children is, counted
-- from the least deprived council.
create table fifths_of_children as
with counted as (
    select index, published, period, area_code, place, coalesce(children, 0) as children
    from deprivation_order left join (select area_code, period, children from population_or_as_published) using (area_code)
    semi join counted_by_index using (index, published, period)
),
middles as (
    select *, sum(children) over (partition by index, period order by place) - children / 2 as middle,
        sum(children) over (partition by index, period) as all_children
    from counted
)
select index, published, period, area_code, least(1 + floor(middle * 5 / all_children), 5) as fifth
from middles;

create view looked_after_rate_by_deprivation_per_10k as
select index || '/' || name_of_fifth(fifth) as breakdown, 'E92000001' as area_code, period,
    10000 * sum(looked_after) / sum(children) as value, sum(looked_after) as numerator, sum(children) as denominator
from counted_by_index join fifths_of_councils using (index, published, area_code)
where looked_after is not null and children is not null
group by all
having sum(children) > 0;

create view looked_after_rate_by_deprivation_of_children_per_10k as
select index || '/' || name_of_fifth(fifth) as breakdown, 'E92000001' as area_code, period,
    10000 * sum(looked_after) / sum(children) as value, sum(looked_after) as numerator, sum(children) as denominator
from counted_by_index join fifths_of_children using (index, published, period, area_code)
where looked_after is not null and children is not null
group by all
having sum(children) > 0;

-- How many councils of England and of each region are in each fifth; nought is a count here.
create view councils_by_deprivation as
with shown as (
    select index, published, place, fifth
    from fifths_of_councils join members using (area_code)
    where place in (select area_code from places where level <> 'authority')
)
select index || '/' || name_of_fifth(number) as breakdown, place as area_code, published as period,
    cast(count(*) filter (fifth = number) as double) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from shown, range(1, 6) as fifths(number)
group by all;

-- Measures of need and of cost of single councils, in the newest year of costs and three years before.
create table needs as
select * from (
    select breakdown as need, area_code, year_of(period) as year, value as need_value from deprivation_score
    union all
    select 'children_in_need', area_code, year_of(period), value from children_in_need_rate_per_10k
    union all
    select 'sdq', area_code, year_of(period), value from sdq_score_average
)
semi join councils using (area_code);

create table costs as
select * from (
    select case breakdown
            when 'looked_after_all' then 'week_all'
            when 'residential_care' then 'week_residential'
            when 'fostering' then 'week_fostering'
        end as cost, area_code, year_of(period) as year, value as cost_value
    from unit_cost_published_gbp_per_week
    union all
    select 'per_child', area_code, year_of(period), value
    from expenditure_per_child_gbp
    where breakdown = 'children_looked_after'
)
semi join councils using (area_code)
where cost is not null;

-- Spearman's rank correlation: the correlation of the ranks, equal values sharing the mean of theirs. Weighted, a council
-- counts as often as it has looked-after children; ranks do not depend on weights. It needs thirty councils.
create view need_and_cost_correlation as
with pairs as (
    select need, cost, year, area_code, need_value, cost_value, looked_after.value as children
    from needs
    join costs using (area_code, year)
    join looked_after on looked_after.area_code = needs.area_code
        and measure = 'looked_after_children' and year_of(looked_after.period) = year
    where looked_after.value is not null
        and year in (select unnest([max(year), max(year) - 3]) from costs)
),
ranked as (
    select need, cost, year, children,
        rank() over (partition by need, cost, year order by need_value)
            + (count(*) over (partition by need, cost, year, need_value) - 1) / 2 as need_rank,
        rank() over (partition by need, cost, year order by cost_value)
            + (count(*) over (partition by need, cost, year, cost_value) - 1) / 2 as cost_rank
    from pairs
),
weighted as (
    select *, unnest(['councils', 'children']) as weighting, unnest([1, children]) as weight from ranked
),
means as (
    select need, cost, year, weighting,
        sum(weight * need_rank) / sum(weight) as mean_need, sum(weight * cost_rank) / sum(weight) as mean_cost
    from weighted
    group by all
    having count(*) >= 30
)
select need || '/' || cost || '/' || weighting as breakdown, 'E92000001' as area_code, financial_year(year) as period,
    sum(weight * (need_rank - mean_need) * (cost_rank - mean_cost))
        / sqrt(sum(weight * (need_rank - mean_need) ** 2) * sum(weight * (cost_rank - mean_cost) ** 2)) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from weighted join means using (need, cost, year, weighting)
group by need, cost, year, weighting;
