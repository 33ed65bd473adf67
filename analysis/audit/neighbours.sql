-- Statistical neighbours: what the councils most like a council have on average, by the department's model of 2025.
-- Reads the indicators of the files before it.

create table neighbours as
select model.area_code as council, neighbour_code as area_code
from read_csv(getvariable('data') || '/statistical_neighbours.csv', header = true, all_varchar = true) as model
join areas on areas.area_code = model.area_code
where model = '2025' and areas.closed is null;

-- The mean over a council's neighbours that have a value, each counting alike.
create macro mean_of_neighbours(indicator) as table
select breakdown, council as area_code, period, sum(value) / count(*) as value, sum(value) as numerator,
    count(*) as denominator
from query_table(indicator) join neighbours using (area_code)
group by all;

create view looked_after_rate_per_10k_of_neighbours as
from mean_of_neighbours('looked_after_rate_per_10k');

create view starting_rate_per_10k_of_neighbours as
from mean_of_neighbours('starting_rate_per_10k');

create view referral_rate_per_10k_of_neighbours as
from mean_of_neighbours('referral_rate_per_10k');

create view child_protection_plan_rate_per_10k_of_neighbours as
from mean_of_neighbours('child_protection_plan_rate_per_10k');

create view statutory_share_narrow_of_neighbours as
from mean_of_neighbours('statutory_share_narrow');

create view statutory_share_broad_of_neighbours as
from mean_of_neighbours('statutory_share_broad');

create view early_intervention_share_of_neighbours as
from mean_of_neighbours('early_intervention_share');

-- Spending per child: on looked-after children, and in total.
create view expenditure_per_child_gbp_of_neighbours as
from mean_of_neighbours('expenditure_per_child_gbp')
where breakdown in ('children_looked_after', 'total');

create view overspend_share_of_budget_of_neighbours as
from mean_of_neighbours('overspend_share_of_budget')
where breakdown = 'childrens_social_care';

create view unit_cost_gbp_per_week_of_neighbours as
from mean_of_neighbours('unit_cost_gbp_per_week');

create view placement_share_of_neighbours as
from mean_of_neighbours('placement_share');
