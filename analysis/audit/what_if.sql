-- A what-if on placements: children in homes who would live with foster carers. Projections, and the errors of past
-- ones, are not computed here.

create table moved_shares (breakdown varchar, moved double);
insert into moved_shares values ('one_in_twenty', 0.05), ('one_in_ten', 0.10), ('one_in_five', 0.20);

create view whatif_moved_children as
select moved_shares.breakdown, area_code, period, homes.value * moved as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from childrens_homes_children as homes, moved_shares;

-- What the year's care of the moved children would cost less: a week in a home less a week in foster care, in the
-- financial year that ends on the day of the count, times the weeks of a year.
create view whatif_difference_gbp as
select moved.breakdown, area_code, moved.period,
    moved.value * (home.value - foster.value) * 365 / 7 as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from whatif_moved_children as moved
join unit_cost_published_gbp_per_week as home using (area_code)
join unit_cost_published_gbp_per_week as foster using (area_code)
where home.breakdown = 'residential_care' and home.period = financial_year(year_of(moved.period))
    and foster.breakdown = 'fostering' and foster.period = home.period;
