-- Why spending on looked-after children changes: their number, where they live, and what a placement costs.

-- Counts of children by placement.
create table children_by_group as
select area_code, period, breakdown, value
from current_figures('looked_after_by_placement')
where measure = 'looked_after_children' and value is not null
    and breakdown in ('placement/foster_care', 'placement/childrens_homes_and_secure');

create view foster_care_children as
with figures as (
    select '' as breakdown, area_code, period, value as amount
    from children_by_group where breakdown = 'placement/foster_care'
)
from amounts_with_totals('figures');

create view childrens_homes_children as
with figures as (
    select '' as breakdown, area_code, period, value as amount
    from children_by_group where breakdown = 'placement/childrens_homes_and_secure'
)
from amounts_with_totals('figures');

-- Lines of councils' returns: fostering, or residential care, over all spending on looked-after children.
create macro share_of_line(counted) as table
select '' as breakdown, area_code, period, part.gbp as numerator, whole.gbp as denominator
from spending_by_line as part join spending_by_line as whole using (area_code, period)
semi join councils using (area_code)
where part.category = 'children_looked_after' and part.line = counted and part.provider = 'total'
    and whole.category = 'children_looked_after' and whole.line = 'total' and whole.provider = 'total';

create view fostering_line_share as
with figures as (from share_of_line('fostering'))
from ratios_with_totals('figures');

create view residential_line_share as
with figures as (from share_of_line('residential'))
from ratios_with_totals('figures');

-- The figures that the decomposition takes, of councils, regions and England by financial year, from the first year
-- with counts of children in homes on: real spending, children, children in foster care and in homes, and the real cost
-- of a week in each. A count at 31 March is that of the year which ends then.
create table figures_of_places as
with spending as (
    select area_code, period, value as spending
    from expenditure_real_gbp
    where breakdown = 'children_looked_after'
),
counts as (
    select area_code, financial_year(year_of(period)) as period, looked_after_children.value as children,
        foster.value as foster, homes.value as homes
    from looked_after_children
    left join foster_care_children as foster using (area_code, period)
    left join childrens_homes_children as homes using (area_code, period)
),
weeks as (
    select area_code, period, any_value(value) filter (breakdown = 'fostering') as foster_week,
        any_value(value) filter (breakdown = 'residential_care') as homes_week
    from unit_cost_published_real_gbp_per_week
    group by all
)
select area_code, period, spending, children, foster, homes, foster_week, homes_week
from spending
full join counts using (area_code, period)
left join weeks using (area_code, period)
semi join places using (area_code)
where year_of(period) >= (select min(year_of(period)) from childrens_homes_children);

-- Spending by group, if something is left for the others: foster care and homes are children at 31 March times the cost
-- of a week times the weeks of a year, 365 days over 7; all others are the published spending less both.
create macro spending_by_group(figures) as table
with estimated as (
    select *, foster * foster_week * 365 / 7 as foster_gbp, homes * homes_week * 365 / 7 as homes_gbp
    from query_table(figures)
)
select *, spending - foster_gbp - homes_gbp as other_gbp
from estimated
where spending - foster_gbp - homes_gbp > 0;

create view looked_after_group_real_gbp as
select unnest(['foster', 'homes', 'other']) as breakdown, area_code, period,
    unnest([foster_gbp, homes_gbp, other_gbp]) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from spending_by_group('figures_of_places');

-- The first year, and each year that is compared with it.
create table years_compared as
select first, period as later
from (select min(period) as first from figures_of_places), (select distinct period from figures_of_places)
where period > first;

create table regions_and_england as
select area_code from places where level <> 'authority';

-- The councils that regions and England leave out of both years if the same councils are to be compared: they, or a
-- council of their territory, existed at the end of one of the years and have no spending in it.
create table left_out as
with existing as (
    select later, period, place, area_code, territory
    from (select later, unnest([first, later]) as period from years_compared)
    cross join (from members semi join regions_and_england on regions_and_england.area_code = place)
    join councils using (area_code) join territories using (area_code)
    where last_day_of(period) between first_day and last_day
),
lacking as (
    select distinct later, place, territory
    from existing anti join (from figures_of_places where spending is not null) using (area_code, period)
)
from existing semi join lacking using (later, place, territory);

-- What is left out: the spending that these councils have in the published total, which is none if they returned none,
-- and their children, who are in the published counts in any case and must be known.
create table figures_left_out as
select later, period, place as area_code, sum(coalesce(spending, 0)) as spending,
    if(count(children) = count(*), sum(children), null) as children,
    if(count(foster) = count(*), sum(foster), null) as foster,
    if(count(homes) = count(*), sum(homes), null) as homes
from left_out left join figures_of_places using (area_code, period)
group by all;

-- The figures of both years: those of each place, and those of regions and England with the same councils.
create table figures_of_both_years as
with of_places as (
    from figures_of_places cross join years_compared where period in (first, later)
)
select false as same_councils, * from of_places
union all by name
select true as same_councils, later, first, period, area_code, foster_week, homes_week,
    of_places.spending - if(taken.area_code is null, 0, taken.spending) as spending,
    of_places.children - if(taken.area_code is null, 0, taken.children) as children,
    of_places.foster - if(taken.area_code is null, 0, taken.foster) as foster,
    of_places.homes - if(taken.area_code is null, 0, taken.homes) as homes
from of_places semi join regions_and_england using (area_code)
left join figures_left_out as taken using (later, period, area_code);

-- What spending is the product of, in each group, if some child is in neither foster care nor a home: the number of the
-- place's children, the group's share of them (mix), and what a child of the group costs in a year (price).
create table factors as
with estimated as (
    select *, children - foster - homes as other
    from spending_by_group('figures_of_both_years')
    where children > 0 and children - foster - homes > 0
)
select same_councils, area_code, period, first, later, placement, children as number, in_group / children as mix, price
from (
    select *, unnest(['foster', 'homes', 'other']) as placement, unnest([foster, homes, other]) as in_group,
        unnest([foster_week * 365 / 7, homes_week * 365 / 7, other_gbp / other]) as price
    from estimated
);

create table factors_before_and_after as
select before.same_councils, before.area_code, before.later, before.placement,
    before.number as number_before, before.mix as mix_before, before.price as price_before,
    after.number as number_after, after.mix as mix_after, after.price as price_after,
    before.number * before.mix * before.price as spent_before, after.number * after.mix * after.price as spent_after
from factors as before join factors as after using (same_councils, area_code, later, placement)
where before.period = before.first and after.period = after.later;

-- LMDI-I: a factor contributes the logarithmic mean of a group's spending in the two years, times the logarithm of the
-- factor's growth. If the group had no spending in one of them, its change is shared by the factors that were nought.
create macro logarithmic_mean(one, other) as if(one = other, one, (other - one) / ln(other / one));

create table lmdi as
with single_factors as (
    select *, unnest(['number', 'mix', 'price']) as factor,
        unnest([number_before, mix_before, price_before]) as before,
        unnest([number_after, mix_after, price_after]) as after,
        if(number_before * number_after = 0, 1, 0) + if(mix_before * mix_after = 0, 1, 0)
            + if(price_before * price_after = 0, 1, 0) as noughts
    from factors_before_and_after
)
select same_councils, area_code, later, factor, 'lmdi' as method, sum(case
    when spent_before > 0 and spent_after > 0
        then logarithmic_mean(spent_before, spent_after) * ln(after / before)
    when before * after = 0 then (spent_after - spent_before) / noughts
    else 0
end) as gbp
from single_factors
group by all;

-- Shapley: the factors change one after the other, in each of the six orders; a factor contributes the mean over the
-- orders of what spending changes by when its turn comes.
create table orders as
select unnest([
    ['number', 'mix', 'price'], ['number', 'price', 'mix'], ['mix', 'number', 'price'],
    ['mix', 'price', 'number'], ['price', 'number', 'mix'], ['price', 'mix', 'number']
]) as in_turn;

create table shapley as
with turns as (
    select *, unnest(in_turn) as factor, list_position(in_turn, 'number') as number_turn,
        list_position(in_turn, 'mix') as mix_turn, list_position(in_turn, 'price') as price_turn
    from factors_before_and_after cross join orders
),
steps as (
    select *, list_position(in_turn, factor) as turn,
        if(number_turn < turn, number_after, number_before) * if(mix_turn < turn, mix_after, mix_before)
            * if(price_turn < turn, price_after, price_before) as spent_until_then,
        if(number_turn <= turn, number_after, number_before) * if(mix_turn <= turn, mix_after, mix_before)
            * if(price_turn <= turn, price_after, price_before) as spent_then
    from turns
)
select same_councils, area_code, later, factor, 'shapley' as method, sum(spent_then - spent_until_then) / 6 as gbp
from steps
group by all;

-- The whole change, and the contribution of each factor by both methods. A class or the county group is the sum of its
-- councils that have one.
create table changes as
with of_places as (
    select same_councils, area_code, later, 'all' as factor, null as method, sum(spent_after - spent_before) as gbp
    from factors_before_and_after
    group by all
    union all
    from lmdi
    union all
    from shapley
)
from of_places
union all by name
select false as same_councils, place as area_code, later, factor, method, sum(gbp) as gbp
from of_places join members using (area_code)
where not same_councils and place in (select area_code from areas where level in ('class', 'group'))
group by all;

create macro change_by(counted) as table
select concat_ws('_', method, if(same_councils, 'same_councils', null)) as breakdown, area_code, later as period,
    gbp as value, cast(null as double) as numerator, cast(null as double) as denominator
from changes
where factor = counted;

create view looked_after_change_real_gbp as
from change_by('all');

create view looked_after_change_number_real_gbp as
from change_by('number');

create view looked_after_change_mix_real_gbp as
from change_by('mix');

create view looked_after_change_price_real_gbp as
from change_by('price');

-- The change and its contributions by LMDI-I over the spending of the first year, with the same councils everywhere: a
-- council is the same by itself, regions and England leave out councils, a class or the county group sums its councils.
create view looked_after_change_share as
with of_first_year as (
    select same_councils, area_code, later, sum(spent_before) as gbp
    from factors_before_and_after
    group by all
),
of_first_year_everywhere as (
    from of_first_year
    union all by name
    select false as same_councils, place as area_code, later, sum(gbp) as gbp
    from of_first_year join members using (area_code)
    where not same_councils and place in (select area_code from areas where level in ('class', 'group'))
    group by all
)
select factor as breakdown, area_code, later as period, changes.gbp / base.gbp as value, changes.gbp as numerator,
    base.gbp as denominator
from changes join of_first_year_everywhere as base using (same_councils, area_code, later)
where (method = 'lmdi' or method is null) and same_councils = (area_code in (from regions_and_england));
