-- How many children are looked after, start and cease to be looked after.

create table looked_after as from current_figures('looked_after');

-- The children of a population, and for years before the estimates begin those that the department then used.
create table population_or_as_published as
with published as (select area_code, period, value from looked_after where measure = 'child_population_as_published')
select area_code, period, coalesce(population.children, published.value) as children
from population full join published using (area_code, period);

create macro looked_after_counts(counted) as table
select breakdown, area_code, period, value as amount from looked_after where measure = counted;

create macro looked_after_rates(counted, populations) as table
select breakdown, area_code, period, looked_after.value as numerator, children as denominator
from looked_after join query_table(populations) using (area_code, period)
where measure = counted;

create view looked_after_children as
with figures as (from looked_after_counts('looked_after_children'))
from amounts_with_totals('figures');

create view starting_children as
with figures as (from looked_after_counts('starting_children'))
from amounts_with_totals('figures');

create view ceasing_children as
with figures as (from looked_after_counts('ceasing_children'))
from amounts_with_totals('figures');

create view looked_after_rate_per_10k as
with figures as (from looked_after_rates('looked_after_children', 'population_or_as_published'))
from ratios_with_totals('figures', per := 10000);

create view looked_after_rate_per_100k as
with figures as (from looked_after_rates('looked_after_children', 'population_or_as_published'))
from ratios_with_totals('figures', per := 100000);

create view starting_rate_per_10k as
with figures as (from looked_after_rates('starting_children', 'population'))
from ratios_with_totals('figures', per := 10000);

create view ceasing_rate_per_10k as
with figures as (from looked_after_rates('ceasing_children', 'population'))
from ratios_with_totals('figures', per := 10000);

create view child_population as
with figures as (select '' as breakdown, area_code, period, children as amount from population_or_as_published)
from amounts_with_totals('figures');

-- England alone, from 1994, as the series of November 2024 has it.
create view looked_after_children_since_1994 as
with figures as (
    select breakdown, area_code, period, value as amount
    from current_figures('looked_after_england')
    where measure = 'looked_after_children'
)
from amounts_as_published('figures');
