-- What councils spend on children's and young people's services, by category, from section 251 returns.

-- Gross expenditure by category. The publisher's table of categories comes first; what it does not hold, which is
-- councils before 2016-17, is the total of the category's lines in the council's own return.
create table spending as
with by_category as (
    select area_code, period, breakdown as category, value as gbp
    from current_figures('section_251')
    where measure = 'gross_expenditure_gbp' and value is not null
),
by_line as (
    select area_code, period, split_part(breakdown, '/', 1) as category, value as gbp
    from current_figures('section_251_lines')
    where measure = 'gross_expenditure_gbp' and breakdown = split_part(breakdown, '/', 1) || '/total/total'
)
from by_category
union all by name
select by_line.*
from by_line semi join by_category using (category) anti join by_category using (area_code, period, category)
where gbp is not null;

create view expenditure_gbp as
with figures as (
    select category as breakdown, area_code, period, gbp as amount from spending where period >= '2010-11'
)
from amounts_with_totals('figures');

create view expenditure_real_gbp as
with figures as (
    select category as breakdown, area_code, period, gbp * factor as amount
    from spending join deflators using (period)
    where period >= '2010-11'
)
from amounts_with_totals('figures');

create view expenditure_real_smoothed_gbp as
with figures as (
    select category as breakdown, area_code, period, gbp * smoothed_factor as amount
    from spending join deflators using (period)
    where period >= '2010-11'
)
from amounts_with_totals('figures');

-- Spending over the children at the mid-year within the financial year, of places that have both.
create table spending_and_children as
select category as breakdown, area_code, spending.period, gbp, gbp * factor as real_gbp, children
from spending
join deflators using (period)
join population using (area_code)
where population.period = cast(year_of(spending.period) as varchar) and spending.period >= '2012-13'
    and children is not null;

-- Totals that leave out a council which existed and for whose fellows there is a figure: the publisher's spending would
-- lack that council, and the publisher's children would not. They give way to the sum of the other councils.
create table totals_with_a_gap as
with asked as (
    select distinct category as breakdown, period from spending semi join councils using (area_code)
)
select distinct breakdown, place as area_code, period
from asked cross join members join councils using (area_code)
anti join spending_and_children using (breakdown, area_code, period)
where last_day_of(period) between first_day and last_day;

create view expenditure_per_child_gbp as
with figures as (
    select breakdown, area_code, period, gbp as numerator, children as denominator
    from spending_and_children anti join totals_with_a_gap using (breakdown, area_code, period)
)
from ratios_with_totals('figures');

create view expenditure_real_per_child_gbp as
with figures as (
    select breakdown, area_code, period, real_gbp as numerator, children as denominator
    from spending_and_children anti join totals_with_a_gap using (breakdown, area_code, period)
)
from ratios_with_totals('figures');

-- The seven categories, whose sum is all children's and young people's services, and the kind of each.
create table categories (category varchar, kind varchar);
insert into categories values
    ('children_looked_after', 'late'), ('safeguarding', 'late'), ('youth_justice', 'late'),
    ('sure_start_and_early_years', 'early'), ('family_support', 'early'), ('services_for_young_people', 'early'),
    ('other_children_and_families', 'neither');

-- Spending by kind, where every category of the kind has a figure.
create table spending_by_kind as
select area_code, period, factor,
    any_value(gbp) filter (category = 'children_looked_after') as looked_after,
    if(count(*) filter (kind = 'late') = 3, sum(gbp) filter (kind = 'late'), null) as late,
    if(count(*) filter (kind = 'early') = 3, sum(gbp) filter (kind = 'early'), null) as early,
    if(count(*) = 7, sum(gbp), null) as all_services
from spending join categories using (category) join deflators using (period)
group by all;

create view statutory_share_narrow as
with figures as (
    select '' as breakdown, area_code, period, looked_after as numerator, all_services as denominator
    from spending_by_kind where period >= '2012-13'
)
from ratios_with_totals('figures');

create view statutory_share_broad as
with figures as (
    select '' as breakdown, area_code, period, late as numerator, all_services as denominator
    from spending_by_kind where period >= '2012-13'
)
from ratios_with_totals('figures');

create view early_intervention_share as
with figures as (
    select '' as breakdown, area_code, period, early as numerator, all_services as denominator
    from spending_by_kind where period >= '2012-13'
)
from ratios_with_totals('figures');

create view early_intervention_real_gbp as
with figures as (
    select '' as breakdown, area_code, period, early * factor as amount from spending_by_kind where period >= '2012-13'
)
from amounts_with_totals('figures');

create view late_intervention_real_gbp as
with figures as (
    select '' as breakdown, area_code, period, late * factor as amount from spending_by_kind where period >= '2012-13'
)
from amounts_with_totals('figures');

create view early_intervention_lines_of_the_time_real_gbp as
with figures as (
    select '' as breakdown, area_code, period, early * factor as amount from spending_by_kind where period >= '2010-11'
)
from amounts_with_totals('figures');

-- Lines of the returns of 2008-09 and 2010-11 to 2013-14: category, line and kind of provider; "total" is all of them.
create table spending_by_line as
select area_code, period, split_part(breakdown, '/', 1) as category, split_part(breakdown, '/', 2) as line,
    split_part(breakdown, '/', 3) as provider, value as gbp
from current_figures('section_251_lines')
where measure = 'gross_expenditure_gbp' and value is not null;

-- Looked-after children on the lines of 2012-13: until 2011-12 adoption and special guardianship, which were among
-- other services, are added, and in 2008-09 asylum seekers, who were a category of their own.
create view looked_after_on_one_set_of_lines_real_gbp as
with parts as (
    select area_code, period, gbp from spending where category = 'children_looked_after'
    union all
    select area_code, period, gbp from spending_by_line
    where category = 'other_children_and_families' and line in ('adoption', 'special_guardianship')
        and provider = 'total' and period <= '2011-12'
    union all
    select area_code, period, gbp from spending_by_line
    where category = 'asylum_seekers' and line = 'total' and provider = 'total' and period <= '2008-09'
),
figures as (
    select '' as breakdown, area_code, period, sum(gbp) * factor as amount
    from parts join deflators using (period)
    group by area_code, period, factor
    having count(*) = case when period <= '2008-09' then 4 when period <= '2011-12' then 3 else 1 end
)
from amounts_with_totals('figures');

-- Spending on looked-after children by line and sector of the provider. Public provision, the council's own and
-- others', is what is neither private nor voluntary.
create table looked_after_by_sector as
select line as breakdown, area_code, period,
    any_value(gbp) filter (provider = 'private') as private,
    any_value(gbp) filter (provider = 'voluntary') as voluntary,
    any_value(gbp) filter (provider = 'total') as all_providers
from spending_by_line
where category = 'children_looked_after'
group by all;

create view looked_after_private_share as
with figures as (
    select breakdown, area_code, period, private as numerator, all_providers as denominator from looked_after_by_sector
)
from ratios_with_totals('figures');

create view looked_after_voluntary_share as
with figures as (
    select breakdown, area_code, period, voluntary as numerator, all_providers as denominator
    from looked_after_by_sector
)
from ratios_with_totals('figures');

create view looked_after_public_share as
with figures as (
    select breakdown, area_code, period, all_providers - private - voluntary as numerator,
        all_providers as denominator
    from looked_after_by_sector
)
from ratios_with_totals('figures');

-- Councils below two fifths, or above a half, among the councils of a place that have a narrow share.
create view councils_narrow_share_under_two_fifths_share as
select '' as breakdown, place as area_code, period, numerator / denominator as value, numerator, denominator
from (
    select place, period, count(*) filter (value < 0.4) as numerator, count(*) as denominator
    from statutory_share_narrow join members using (area_code)
    group by all
);

create view councils_narrow_share_over_half_share as
select '' as breakdown, place as area_code, period, numerator / denominator as value, numerator, denominator
from (
    select place, period, count(*) filter (value > 0.5) as numerator, count(*) as denominator
    from statutory_share_narrow join members using (area_code)
    group by all
);

-- Territories: councils that a reorganisation made from one another, directly or through others, are one territory.
-- It goes by the first of their codes.
create table territories as
with recursive reorganised as (
    select area_code, unnest(string_split(predecessors, ' ')) as other from areas where predecessors is not null
),
either_way as (
    from reorganised union all select other, area_code from reorganised
),
connected(area_code, with_code) as (
    select area_code, area_code from councils
    union
    select connected.area_code, either_way.other
    from connected join either_way on either_way.area_code = connected.with_code
)
select area_code, min(with_code) as territory from connected group by all;

-- Real spending of each territory since 2016-17, if every council of it that existed has a figure.
create table spending_of_territories as
with asked as (
    select distinct breakdown, period from expenditure_real_gbp semi join councils using (area_code)
    where period >= '2016-17'
)
select breakdown, territory, period, sum(value) as gbp
from asked cross join councils join territories using (area_code)
left join expenditure_real_gbp using (breakdown, area_code, period)
where last_day_of(period) between first_day and last_day
group by all
having count(value) = count(*);

-- Growth since 2016-17 of the territories with a figure in both years. A place counts the territories of its councils,
-- whole; a council has a growth of its own if it is a territory by itself.
create view expenditure_real_growth_share as
with counted as (
    select distinct place, territory from members join territories using (area_code)
    union all
    select any_value(area_code), territory from territories group by territory having count(*) = 1
),
growth as (
    select breakdown, place as area_code, later.period, sum(later.gbp - base.gbp) as numerator,
        sum(base.gbp) as denominator
    from spending_of_territories as later
    join spending_of_territories as base using (breakdown, territory)
    join counted using (territory)
    where base.period = '2016-17'
    group by all
)
select breakdown, area_code, period, numerator / denominator as value, numerator, denominator
from growth
where denominator > 0;
