-- Where looked-after children live, who provides it, how long it lasts, and what a week of care costs.

create table by_placement as
select split_part(breakdown, '/', 1) as kind, split_part(breakdown, '/', 2) as category, area_code, period, value
from current_figures('looked_after_by_placement');
create table by_locality as
select split_part(breakdown, '/', 1) as kind, split_part(breakdown, '/', 2) as category, area_code, period, value
from current_figures('looked_after_by_locality');
create table placement_percents as from current_figures('placements');
create table placement_stability as from current_figures('placement_stability');
create table homes_outside_boundary as from current_figures('childrens_homes_outside_boundary');
create table unit_costs as from current_figures('unit_costs');

create view children_by_placement as
with figures as (
    select category as breakdown, area_code, period, value as amount from by_placement where kind = 'placement'
)
from amounts_with_totals('figures');

create view children_by_placement_share as
with figures as (
    select category as breakdown, area_code, period, by_placement.value as numerator, looked_after.value as denominator
    from by_placement join looked_after using (area_code, period)
    where kind = 'placement' and measure = 'looked_after_children'
)
from ratios_with_totals('figures');

create view children_by_provider as
with figures as (
    select category as breakdown, area_code, period, value as amount from by_placement where kind = 'provider'
)
from amounts_with_totals('figures');

create view private_provision_share as
with figures as (
    select '' as breakdown, area_code, period, by_placement.value as numerator, looked_after.value as denominator
    from by_placement join looked_after using (area_code, period)
    where kind = 'provider' and category = 'private' and measure = 'looked_after_children'
)
from ratios_with_totals('figures');

create view children_by_distance as
with figures as (
    select category as breakdown, area_code, period, value as amount from by_locality where kind = 'distance'
)
from amounts_with_totals('figures');

-- Outside or inside the boundary of the council that looks after the child; children of other councils in the area.
create table outside as
select '' as breakdown, area_code, period, value from by_locality where kind = 'locality' and category = 'outside';
create table inside as
select '' as breakdown, area_code, period, value from by_locality where kind = 'locality' and category = 'inside';
create table placed_here as
select '' as breakdown, area_code, period, value
from by_locality
where kind = 'placing_council' and category = 'other_councils';

create view outside_boundary_children as
with figures as (select breakdown, area_code, period, value as amount from outside)
from amounts_with_totals('figures');

create view outside_boundary_share as
with figures as (
    select breakdown, area_code, period, outside.value as numerator, outside.value + inside.value as denominator
    from outside join inside using (breakdown, area_code, period)
)
from ratios_with_totals('figures');

create view placed_by_other_councils_children as
with figures as (select breakdown, area_code, period, value as amount from placed_here)
from amounts_with_totals('figures');

create view net_gain_of_placed_children as
with figures as (
    select breakdown, area_code, period, placed_here.value - outside.value as amount
    from placed_here join outside using (breakdown, area_code, period)
)
from amounts_with_totals('figures');

-- Children in homes outside their council's boundary, from the department's answer to a request.
create view homes_outside_boundary_children as
with figures as (
    select breakdown, area_code, period, value as amount
    from homes_outside_boundary
    where measure = 'children_placed_outside_boundary'
)
from amounts_with_totals('figures');

create view homes_outside_boundary_share as
with figures as (
    select breakdown, area_code, period, value as amount
    from homes_outside_boundary
    where measure = 'placed_outside_boundary_percent'
)
from amounts_as_published('figures', per := 0.01);

create view homes_net_gain_children as
with figures as (
    select breakdown, area_code, period, value as amount
    from homes_outside_boundary
    where measure = 'net_gain_children'
)
from amounts_with_totals('figures');

create view three_or_more_placements_children as
with figures as (
    select breakdown, area_code, period, value as amount
    from placement_stability
    where measure = 'children_in_three_or_more_placements'
)
from amounts_with_totals('figures');

create view three_or_more_placements_share as
with figures as (
    select '' as breakdown, area_code, period, unsettled.value as numerator, looked_after.value as denominator
    from placement_stability as unsettled join looked_after using (area_code, period)
    where unsettled.measure = 'children_in_three_or_more_placements'
        and looked_after.measure = 'looked_after_children'
)
from ratios_with_totals('figures');

create view same_carer_share as
with figures as (
    select '' as breakdown, area_code, period, same.value as numerator, long_term.value as denominator
    from placement_stability as same join placement_stability as long_term using (area_code, period)
    where same.measure = 'children_with_same_carer' and long_term.measure = 'children_looked_after_long_term'
)
from ratios_with_totals('figures');

create view new_placements as
with figures as (
    select breakdown, area_code, period, value as amount from placement_stability where measure = 'new_placements'
)
from amounts_with_totals('figures');

-- What is published without a numerator, by service or type of placement: pounds a child a week, per cents of children.
create view unit_cost_published_gbp_per_week as
with figures as (
    select breakdown, area_code, period, value as amount from unit_costs where measure = 'unit_cost_gbp_per_week'
)
from amounts_as_published('figures');

create view unit_cost_published_real_gbp_per_week as
with figures as (
    select breakdown, area_code, period, value * factor as amount
    from unit_costs join deflators using (period)
    where measure = 'unit_cost_gbp_per_week'
)
from amounts_as_published('figures');

create view placement_published_share as
with figures as (
    select breakdown, area_code, period, value as amount
    from placement_percents
    where measure = 'placement_percent'
)
from amounts_as_published('figures', per := 0.01);

-- The same, and for classes and the county group the mean of their councils, weighted by the children that each looks
-- after at the end of the year. A mean has no numerator.
create macro with_weighted_means(published) as table
with weights as (
    select area_code, year_of(period) as year, value as children
    from looked_after
    where measure = 'looked_after_children'
)
from query_table(published)
union all by name
select breakdown, place as area_code, period, sum(value * children) / sum(children) as value
from query_table(published)
join members using (area_code)
join councils using (area_code)
join weights on weights.area_code = members.area_code and weights.year = year_of(period)
where place in (select area_code from areas where level in ('class', 'group'))
    and children is not null
    and last_day_of(period) between first_day and last_day
group by all
having sum(children) > 0;

create view unit_cost_gbp_per_week as from with_weighted_means('unit_cost_published_gbp_per_week');

create view unit_cost_real_gbp_per_week as from with_weighted_means('unit_cost_published_real_gbp_per_week');

create view placement_share as from with_weighted_means('placement_published_share');
