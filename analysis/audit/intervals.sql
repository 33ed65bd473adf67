-- Intervals of rates and shares from counts: the methods of official public-health profiles (Public Health England,
-- Technical Guide: Confidence Intervals, 2018).

-- The levels: the normal distribution has that share within z standard deviations, and a tail of it at each end.
create table interval_levels (level varchar, z double, tail double);
insert into interval_levels values ('95', 1.959963984540054, 0.025), ('998', 3.090232306167813, 0.001);

-- Byar's limits of a count of ten or more.
create macro byar_lower(count, z) as count * pow(1 - 1 / (9 * count) - z / (3 * sqrt(count)), 3);
create macro byar_upper(count, z) as (count + 1) * pow(1 - 1 / (9 * (count + 1)) + z / (3 * sqrt(count + 1)), 3);

-- The chance that a Poisson distribution of some mean gives fewer events than a number.
create macro chance_of_fewer(events, mean) as
    exp(-mean) * list_sum(list_transform(range(events), lambda k: pow(mean, k) / gamma(k + 1)));

-- The means of Poisson distributions that give fewer events than one to ten with the chances at which the limits of a
-- count lie, found by halving: the exact limits of counts below ten.
create table poisson_means as
with recursive halved(events, chance, low, high, step) as (
    select events, chance, cast(0 as double), cast(64 as double), 0
    from range(1, 11) as numbers(events), (select unnest([tail, 1 - tail]) as chance from interval_levels)
    union all
    select events, chance, if(chance_of_fewer(events, (low + high) / 2) > chance, (low + high) / 2, low),
        if(chance_of_fewer(events, (low + high) / 2) > chance, high, (low + high) / 2), step + 1
    from halved
    where step < 60
)
select events, chance, high as mean from halved where step = 60;

-- The limits of every count of some figures, at both levels. figures: numerator.
create macro count_limits(figures) as table
with counts as (select distinct numerator as count from query_table(figures) where numerator >= 0)
select count, level,
    case when count >= 10 then byar_lower(count, z) when count = 0 then 0 else lowest.mean end as lower,
    if(count >= 10, byar_upper(count, z), highest.mean) as upper
from counts cross join interval_levels
left join poisson_means as lowest on lowest.events = count and lowest.chance = 1 - tail
left join poisson_means as highest on highest.events = count + 1 and highest.chance = tail;

-- Rates with their limits: per times those of the count, over the denominator. rates: numerator, denominator, per.
create macro rates_with_limits(rates) as table
select rates.*, level, per * lower / denominator as lower, per * upper / denominator as upper
from query_table(rates) as rates join count_limits(rates) as limits on limits.count = rates.numerator
where denominator > 0;

-- Shares with Wilson's limits, if the count is a part of its total. shares: numerator, denominator.
create macro shares_with_limits(shares) as table
select shares.*, level,
    (2 * numerator + z * z - z * sqrt(z * z + 4 * numerator * (1 - numerator / denominator)))
        / (2 * (denominator + z * z)) as lower,
    (2 * numerator + z * z + z * sqrt(z * z + 4 * numerator * (1 - numerator / denominator)))
        / (2 * (denominator + z * z)) as upper
from query_table(shares) as shares cross join interval_levels
where denominator > 0 and numerator between 0 and denominator;

-- The rates and shares that are made of counts of children, or of referrals, assessments and plans of children. A rate
-- is per so many children; a share is per none.
create table counted (indicator varchar, per integer);
insert into counted values
    ('looked_after_rate_per_10k', 10000), ('looked_after_rate_per_100k', 100000), ('starting_rate_per_10k', 10000),
    ('ceasing_rate_per_10k', 10000), ('looked_after_without_unaccompanied_rate_per_10k', 10000),
    ('starting_without_unaccompanied_rate_per_10k', 10000), ('ceasing_without_unaccompanied_rate_per_10k', 10000),
    ('referral_rate_per_10k', 10000), ('children_in_need_rate_per_10k', 10000),
    ('child_protection_plan_rate_per_10k', 10000), ('section_47_enquiries_per_10k', 10000),
    ('looked_after_rate_by_deprivation_per_10k', 10000),
    ('looked_after_rate_by_deprivation_of_children_per_10k', 10000),
    ('need_category_share', null), ('assessment_factor_share', null), ('sdq_coverage_share', null),
    ('children_by_placement_share', null), ('private_provision_share', null), ('outside_boundary_share', null),
    ('three_or_more_placements_share', null), ('same_carer_share', null);

-- The values that the queries of all subjects give, and the limits of those that are made of counts.
create view recomputed_with_limits as
with rates as (select recomputed.*, per from recomputed join counted using (indicator) where per is not null),
shares as (select recomputed.* from recomputed join counted using (indicator) where per is null),
limits as (
    select indicator, breakdown, area_code, period, level, lower, upper from rates_with_limits('rates')
    union all
    select indicator, breakdown, area_code, period, level, lower, upper from shares_with_limits('shares')
),
in_columns as (
    select indicator, breakdown, area_code, period,
        any_value(lower) filter (level = '95') as lower_95, any_value(upper) filter (level = '95') as upper_95,
        any_value(lower) filter (level = '998') as lower_998, any_value(upper) filter (level = '998') as upper_998
    from limits
    group by all
)
from recomputed left join in_columns using (indicator, breakdown, area_code, period);
