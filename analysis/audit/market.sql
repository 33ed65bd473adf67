-- Who provides places for looked-after children: homes and their owners, foster places, supported accommodation.
-- All are as published: what a council does not show, no sum may give back.

create table homes as from current_figures('childrens_homes');
create table owners as from current_figures('home_owners');
create table supported_accommodation as from current_figures('supported_accommodation');
create table council_foster_places as from current_figures('interactive_tool_measures');

create macro homes_counted(counted, sector) as table
select '' as breakdown, area_code, period, value from homes where measure = counted and breakdown = sector;

create view childrens_homes as
with figures as (select breakdown, area_code, period, value as amount from homes where measure = 'homes')
from amounts_as_published('figures');

create view places_in_homes as
with figures as (select breakdown, area_code, period, value as amount from homes where measure = 'places')
from amounts_as_published('figures');

create view places_per_home as
with figures as (
    select breakdown, area_code, period, places.value as numerator, homes.value as denominator
    from homes_counted('places', 'total') as places
    join homes_counted('homes', 'total') as homes using (breakdown, area_code, period)
)
from ratios_as_published('figures');

create view private_share_of_homes as
with figures as (
    select breakdown, area_code, period, private.value as numerator, total.value as denominator
    from homes_counted('homes', 'private') as private
    join homes_counted('homes', 'total') as total using (breakdown, area_code, period)
)
from ratios_as_published('figures');

create view private_share_of_home_places as
with figures as (
    select breakdown, area_code, period, private.value as numerator, total.value as denominator
    from homes_counted('places', 'private') as private
    join homes_counted('places', 'total') as total using (breakdown, area_code, period)
)
from ratios_as_published('figures');

create view private_share_of_inspected_homes as
with figures as (
    select breakdown, area_code, period, private.value as numerator, total.value as denominator
    from homes_counted('inspected_homes', 'private') as private
    join homes_counted('inspected_homes', 'total') as total using (breakdown, area_code, period)
)
from ratios_as_published('figures');

create view inspected_homes as
with figures as (
    select breakdown, area_code, period, value as amount from homes_counted('inspected_homes', 'total')
)
from amounts_as_published('figures');

create view home_places_per_100_looked_after as
with figures as (
    select '' as breakdown, area_code, period, places.value as numerator, looked_after.value as denominator
    from homes_counted('places', 'total') as places join looked_after using (area_code, period)
    where looked_after.measure = 'looked_after_children'
)
from ratios_as_published('figures', per := 100);

create view home_places_per_child_in_homes as
with figures as (
    select '' as breakdown, area_code, period, places.value as numerator, by_placement.value as denominator
    from homes_counted('places', 'total') as places join by_placement using (area_code, period)
    where kind = 'placement' and category = 'childrens_homes_and_secure'
)
from ratios_as_published('figures');

create view independent_fostering_agencies as
with figures as (
    select breakdown, area_code, period, value as amount from homes where measure = 'independent_fostering_agencies'
)
from amounts_as_published('figures');

create view home_owners as
with figures as (select breakdown, area_code, period, value as amount from owners where measure = 'owners')
from amounts_as_published('figures');

create view homes_by_size_of_owner as
with figures as (
    select breakdown, area_code, period, value as amount from owners where measure = 'homes_by_size_of_owner'
)
from amounts_as_published('figures');

create view homes_of_owner as
with figures as (select breakdown, area_code, period, value as amount from owners where measure = 'homes_of_owner')
from amounts_as_published('figures');

create view places_of_owner as
with figures as (select breakdown, area_code, period, value as amount from owners where measure = 'places_of_owner')
from amounts_as_published('figures');

-- The homes of the ten legal entities in England that own most, over all homes but councils' own. Years in which fewer
-- than ten owners are named have no share.
create view largest_owners_share_of_homes as
with largest as (
    select period, value as owned
    from owners
    where measure = 'homes_of_owner' and area_code = 'E92000001' and value is not null
    qualify row_number() over (partition by period order by value desc) <= 10
),
ten as (select period, sum(owned) as owned from largest group by period having count(*) = 10),
figures as (
    select '' as breakdown, area_code, period, ten.owned as numerator, total.value - council.value as denominator
    from ten
    join homes_counted('homes', 'total') as total using (period)
    join homes_counted('homes', 'local_authority') as council using (area_code, period)
    where area_code = 'E92000001'
)
from ratios_as_published('figures');

create view supported_accommodation_premises as
with figures as (
    select breakdown, area_code, period, value as amount from supported_accommodation where measure = 'premises'
)
from amounts_as_published('figures');

create view supported_accommodation_places as
with figures as (
    select breakdown, area_code, period, value as amount from supported_accommodation where measure = 'places'
)
from amounts_as_published('figures');

create view approved_foster_places as
with figures as (
    select breakdown, area_code, period, value as amount
    from council_foster_places
    where measure = 'approved_foster_places'
)
from amounts_as_published('figures');

create view filled_foster_places_share as
with figures as (
    select filled.breakdown, area_code, period, filled.value as numerator, approved.value as denominator
    from council_foster_places as filled join council_foster_places as approved using (area_code, period)
    where filled.measure = 'filled_foster_places' and approved.measure = 'approved_foster_places'
)
from ratios_as_published('figures');
