-- Limits of the rates and shares that are made of counts, 95% and 99.8%, from the numerators and denominators above:
-- Byar's for rates, Wilson's for shares. Counts below ten have exact limits, which the tests hold against other libraries.

-- Rates, with the children that they are per, and shares.
create table rates_of_counts (indicator varchar, per integer);
insert into rates_of_counts values
    ('looked_after_rate_per_10k', 10000), ('looked_after_rate_per_100k', 100000), ('starting_rate_per_10k', 10000),
    ('ceasing_rate_per_10k', 10000), ('looked_after_without_unaccompanied_rate_per_10k', 10000),
    ('starting_without_unaccompanied_rate_per_10k', 10000), ('ceasing_without_unaccompanied_rate_per_10k', 10000),
    ('referral_rate_per_10k', 10000), ('children_in_need_rate_per_10k', 10000),
    ('child_protection_plan_rate_per_10k', 10000), ('section_47_enquiries_per_10k', 10000),
    ('looked_after_rate_by_deprivation_per_10k', 10000),
    ('looked_after_rate_by_deprivation_of_children_per_10k', 10000);
create table shares_of_counts (indicator varchar);
insert into shares_of_counts values
    ('need_category_share'), ('assessment_factor_share'), ('sdq_coverage_share'), ('children_by_placement_share'),
    ('private_provision_share'), ('outside_boundary_share'), ('three_or_more_placements_share'), ('same_carer_share');

-- z is the number of standard deviations within which 95% or 99.8% of a normal distribution lie.
create macro z_95() as 1.959963984540054;
create macro z_998() as 3.090232306167813;

create macro byar_lower(n, z) as n * (1 - 1 / (9 * n) - z / (3 * sqrt(n))) ** 3;
create macro byar_upper(n, z) as (n + 1) * (1 - 1 / (9 * (n + 1)) + z / (3 * sqrt(n + 1))) ** 3;

create macro wilson_lower(n, whole, z) as
    greatest(0, (2 * n + z ** 2 - z * sqrt(z ** 2 + 4 * n * (1 - n / whole))) / (2 * (whole + z ** 2)));
create macro wilson_upper(n, whole, z) as
    least(1, (2 * n + z ** 2 + z * sqrt(z ** 2 + 4 * n * (1 - n / whole))) / (2 * (whole + z ** 2)));

create table limits as
select indicator, breakdown, area_code, period,
    per / denominator * byar_lower(numerator, z_95()) as lower_95,
    per / denominator * byar_upper(numerator, z_95()) as upper_95,
    per / denominator * byar_lower(numerator, z_998()) as lower_998,
    per / denominator * byar_upper(numerator, z_998()) as upper_998
from recomputed join rates_of_counts using (indicator)
where numerator >= 10
union all
select indicator, breakdown, area_code, period,
    wilson_lower(numerator, denominator, z_95()), wilson_upper(numerator, denominator, z_95()),
    wilson_lower(numerator, denominator, z_998()), wilson_upper(numerator, denominator, z_998())
from recomputed semi join shares_of_counts using (indicator)
where numerator between 0 and denominator;

create table recomputed_with_limits as
select recomputed.*, lower_95, upper_95, lower_998, upper_998,
    indicator in (select indicator from rates_of_counts) and numerator < 10 as has_exact_limits
from recomputed left join limits using (indicator, breakdown, area_code, period);
