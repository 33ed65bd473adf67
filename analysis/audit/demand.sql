-- What comes before a child is looked after: referrals, children in need, protection plans, section 47 enquiries.

create table children_in_need_census as from current_figures('children_in_need');

create macro demand_counts(counted) as table
select breakdown, area_code, period, value as amount from children_in_need_census where measure = counted;

create macro demand_rates(counted) as table
select breakdown, area_code, period, value as numerator, children as denominator
from children_in_need_census join population using (area_code, period)
where measure = counted;

create view referrals as
with figures as (from demand_counts('referrals'))
from amounts_with_totals('figures');

create view child_protection_plans_starting as
with figures as (from demand_counts('child_protection_plans_starting'))
from amounts_with_totals('figures');

create view child_protection_plans as
with figures as (from demand_counts('child_protection_plans'))
from amounts_with_totals('figures');

create view children_in_need as
with figures as (from demand_counts('children_in_need'))
from amounts_with_totals('figures');

create view section_47_enquiries as
with figures as (from demand_counts('section_47_enquiries'))
from amounts_with_totals('figures');

create view initial_child_protection_conferences as
with figures as (from demand_counts('initial_child_protection_conferences'))
from amounts_with_totals('figures');

create view referral_rate_per_10k as
with figures as (from demand_rates('referrals'))
from ratios_with_totals('figures', per := 10000);

create view children_in_need_rate_per_10k as
with figures as (from demand_rates('children_in_need'))
from ratios_with_totals('figures', per := 10000);

create view child_protection_plan_rate_per_10k as
with figures as (from demand_rates('child_protection_plans'))
from ratios_with_totals('figures', per := 10000);

create view section_47_enquiries_per_10k as
with figures as (from demand_rates('section_47_enquiries'))
from ratios_with_totals('figures', per := 10000);
