-- Unaccompanied asylum-seeking children, and looked-after children without them.

create table unaccompanied as
from (
    select area_code, period, measure, value
    from current_figures('looked_after_by_characteristic') where breakdown = 'asylum/unaccompanied'
    union all
    select area_code, period, measure, value
    from current_figures('starting_ceasing_by_characteristic') where breakdown = 'asylum/unaccompanied'
);

create macro unaccompanied_counts(counted) as table
select '' as breakdown, area_code, period, value as amount from unaccompanied where measure = counted;

-- All children less unaccompanied ones, of places that have both figures.
create macro others_counts(counted) as table
select '' as breakdown, area_code, period, looked_after.value - unaccompanied.value as amount
from looked_after join unaccompanied using (area_code, period, measure)
where measure = counted;

create macro others_rates(counted, populations) as table
select breakdown, area_code, period, amount as numerator, children as denominator
from others_counts(counted) join query_table(populations) using (area_code, period);

create view unaccompanied_children as
with figures as (from unaccompanied_counts('looked_after_children'))
from amounts_with_totals('figures');

create view unaccompanied_starting_children as
with figures as (from unaccompanied_counts('starting_children'))
from amounts_with_totals('figures');

create view unaccompanied_ceasing_children as
with figures as (from unaccompanied_counts('ceasing_children'))
from amounts_with_totals('figures');

create view looked_after_without_unaccompanied_children as
with figures as (from others_counts('looked_after_children'))
from amounts_with_totals('figures');

create view starting_without_unaccompanied_children as
with figures as (from others_counts('starting_children'))
from amounts_with_totals('figures');

create view ceasing_without_unaccompanied_children as
with figures as (from others_counts('ceasing_children'))
from amounts_with_totals('figures');

-- The population is all children.
create view looked_after_without_unaccompanied_rate_per_10k as
with figures as (from others_rates('looked_after_children', 'population_or_as_published'))
from ratios_with_totals('figures', per := 10000);

create view starting_without_unaccompanied_rate_per_10k as
with figures as (from others_rates('starting_children', 'population'))
from ratios_with_totals('figures', per := 10000);

create view ceasing_without_unaccompanied_rate_per_10k as
with figures as (from others_rates('ceasing_children', 'population'))
from ratios_with_totals('figures', per := 10000);

create view ceasing_to_another_council_children as
with figures as (
    select '' as breakdown, area_code, period, value as amount
    from current_figures('ceasing_by_reason')
    where breakdown = 'reason/taken_by_another_council'
)
from amounts_with_totals('figures');
