-- What councils budgeted and what they spent, by service: overspends, and the part that children's social care has.

create table budgets as
select breakdown as service, area_code, period, value as gbp
from current_figures('budget')
where measure = 'budget_gbp' and value is not null;

create table outturns as
select breakdown as service, area_code, period, value as gbp
from current_figures('outturn')
where measure = 'outturn_gbp' and value is not null;

create view budget_gbp as
with figures as (select service as breakdown, area_code, period, gbp as amount from budgets)
from amounts_with_totals('figures');

create view outturn_gbp as
with figures as (select service as breakdown, area_code, period, gbp as amount from outturns)
from amounts_with_totals('figures');

create view outturn_real_gbp as
with figures as (
    select service as breakdown, area_code, period, gbp * factor as amount from outturns join deflators using (period)
)
from amounts_with_totals('figures');

-- Councils with both returns of a year for a service. England and the regions are the sums of these councils.
create table budget_and_outturn as
select service as breakdown, area_code, period, budgets.gbp as budget, outturns.gbp as outturn
from budgets join outturns using (service, area_code, period) semi join councils using (area_code);

create table overspends_of_places as
with figures as (select breakdown, area_code, period, outturn - budget as amount from budget_and_outturn)
from amounts_with_totals('figures');

create view overspend_gbp as
from overspends_of_places;

create view overspend_share_of_budget as
with figures as (
    select breakdown, area_code, period, outturn - budget as numerator, budget as denominator from budget_and_outturn
)
from ratios_with_totals('figures');

-- Councils with a budget and an outturn of the financial year before.
create table budget_and_outturn_before as
select service as breakdown, area_code, budgets.period, budgets.gbp as budget, outturns.gbp as outturn_before
from budgets join outturns using (service, area_code) semi join councils using (area_code)
where year_of(outturns.period) = year_of(budgets.period) - 1;

create view budget_less_outturn_before_gbp as
with figures as (
    select breakdown, area_code, period, budget - outturn_before as amount from budget_and_outturn_before
)
from amounts_with_totals('figures');

create view budget_change_on_outturn_before_share as
with figures as (
    select breakdown, area_code, period, budget - outturn_before as numerator, outturn_before as denominator
    from budget_and_outturn_before
)
from ratios_with_totals('figures');

-- England's budget as the text of a release states it.
create view stated_budget_gbp as
with figures as (
    select breakdown, area_code, period, value as amount
    from current_figures('budget_england_stated')
    where measure = 'budget_stated_gbp'
)
from amounts_as_published('figures');

create view outturn_less_stated_budget_gbp as
select breakdown, area_code, period, outturn_gbp.value - stated_budget_gbp.value as value,
    outturn_gbp.value - stated_budget_gbp.value as numerator, cast(null as double) as denominator
from outturn_gbp join stated_budget_gbp using (breakdown, area_code, period);

-- Councils that spent more than they budgeted for a service, among those of a place with both returns.
create view councils_overspending_share as
select breakdown, place as area_code, period, numerator / denominator as value, numerator, denominator
from (
    select breakdown, place, period, count(*) filter (value > 0) as numerator, count(*) as denominator
    from overspends_of_places join members using (area_code)
    group by all
);

-- The services whose overspends are set against each other: all but police and fire, which are other authorities' in
-- most places, and education, which comes in under another definition only.
create table services (service varchar, with_education_only boolean);
insert into services values
    ('education', true), ('highways_and_transport', false), ('childrens_social_care', false),
    ('adult_social_care', false), ('public_health', false), ('housing', false), ('cultural', false),
    ('environmental', false), ('planning', false), ('central', false), ('other', false);

-- What each place overspent on children's social care and on all of the services that it overspent on, if it has a
-- figure for every service counted.
create macro overspends(with_education) as table
select area_code, period, any_value(value) filter (breakdown = 'childrens_social_care') as childrens,
    sum(greatest(value, 0)) as all_services
from overspends_of_places join services on service = breakdown
where with_education or not with_education_only
group by all
having count(*) = (select count(*) from services where with_education or not with_education_only);

-- Services are added over the councils of a place first; no share if children's social care did not overspend.
create macro share_of_overspends(with_education) as table
select '' as breakdown, area_code, period, childrens / all_services as value, childrens as numerator,
    all_services as denominator
from overspends(with_education)
where childrens > 0;

create view overspend_share_of_all_services as
from share_of_overspends(false);

create view overspend_share_of_all_services_with_education as
from share_of_overspends(true);

-- The same with each council and service counted where it overspent: nothing is set off between councils.
create macro share_of_overspends_by_council(with_education) as table
select '' as breakdown, place as area_code, period,
    sum(greatest(childrens, 0)) / sum(all_services) as value,
    sum(greatest(childrens, 0)) as numerator, sum(all_services) as denominator
from overspends(with_education) join members using (area_code)
group by all
having sum(greatest(childrens, 0)) > 0;

create view overspend_share_of_all_services_by_council as
from share_of_overspends_by_council(false);

create view overspend_share_of_all_services_by_council_with_education as
from share_of_overspends_by_council(true);

-- The overspend on children's social care over the net of all services, if both are above zero.
create view overspend_share_of_net as
select '' as breakdown, area_code, period, childrens.value / total.value as value, childrens.value as numerator,
    total.value as denominator
from overspends_of_places as childrens join overspends_of_places as total using (area_code, period)
where childrens.breakdown = 'childrens_social_care' and total.breakdown = 'total_services'
    and childrens.value > 0 and total.value > 0;
