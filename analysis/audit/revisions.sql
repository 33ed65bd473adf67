-- First releases and what became of them: how far later releases moved figures.

-- All releases of a table, superseded ones too. A count at 31 March is printed first in that year, and later releases are
-- of a later year. Of a financial year the first release is provisional, or a later one has superseded it.
create macro releases(name) as table
select area_code, period, measure, coalesce(breakdown, '') as breakdown, release, cast(value as double) as value, marker,
    if(contains(period, '-'), status <> 'final', left(release, 4) = period) as is_first,
    status = 'final' and (contains(period, '-') or left(release, 4) > period) as is_later
from read_csv(getvariable('data') || '/' || name || '.csv', header = true, all_varchar = true, nullstr = '');

-- The newest final release of a figure that did not print it first.
create macro later_figures(name) as table
select area_code, period, measure, breakdown, value, marker
from releases(name)
where is_later
qualify row_number() over (partition by area_code, period, measure, breakdown order by release desc) = 1;

-- The oldest release of a figure. A release that the next one repeats figure by figure is no first release.
create macro first_figures(name) as table
with oldest as (
    from releases(name)
    where is_first
    qualify row_number() over (
        partition by area_code, period, measure, breakdown
        order by regexp_matches(release, '^\d{4}-[a-z]') desc, release
    ) = 1
),
repeated as (
    select oldest.period, release
    from oldest join later_figures(name) as later using (area_code, period, measure, breakdown)
    group by all
    having bool_and(oldest.value is not distinct from later.value and oldest.marker is not distinct from later.marker)
)
select area_code, period, measure, breakdown, value
from oldest anti join repeated using (period, release);

-- Outturn by service of councils in both releases; a year whose first release is held in RO3 alone is compared with it.
create table outturn_revisions as
with first_printed as (
    select area_code, period, breakdown, value from first_figures('outturn') where value is not null
),
first_in_ro3 as (
    select area_code, period, breakdown, value
    from first_figures('outturn_childrens_lines')
    where measure = 'net_current_expenditure_gbp' and value is not null
),
first_ones as (
    from first_printed union all from first_in_ro3 anti join first_printed using (area_code, period, breakdown)
)
select breakdown, area_code, period, later.value - first_ones.value as numerator, first_ones.value as denominator
from later_figures('outturn') as later join first_ones using (area_code, period, breakdown)
semi join councils using (area_code);

create table line_revisions as
select breakdown, area_code, period, later.value - printed.value as numerator, printed.value as denominator
from later_figures('outturn_childrens_lines') as later
join first_figures('outturn_childrens_lines') as printed using (area_code, period, measure, breakdown)
semi join councils using (area_code)
where measure = 'total_expenditure_gbp';

-- England's series since 1994 is the later release of years that its own release printed, and the first one of its last
-- year.
create table looked_after_revisions as
with later_ones as (
    from later_figures('looked_after') where measure = 'looked_after_children' and value is not null
),
later_series as (from later_figures('looked_after_england') where measure = 'looked_after_children'),
first_ones as (
    from first_figures('looked_after') where measure = 'looked_after_children' and value is not null
),
first_series as (from first_figures('looked_after_england') where measure = 'looked_after_children'),
later_figure as (
    from later_ones union all by name from later_series anti join later_ones using (area_code, period)
),
first_figure as (
    from first_ones union all by name from first_series anti join first_ones using (area_code, period)
)
select '' as breakdown, area_code, period, later_figure.value - first_figure.value as numerator,
    first_figure.value as denominator
from later_figure join first_figure using (area_code, period);

create view outturn_revision_gbp as
with figures as (
    select breakdown, area_code, period, numerator as amount from outturn_revisions where denominator is not null
)
from amounts_with_totals('figures');

create view outturn_revision_share as from ratios_with_totals('outturn_revisions');

create view revenue_outturn_revision_gbp as
with figures as (
    select breakdown, area_code, period, numerator as amount from line_revisions where denominator is not null
)
from amounts_with_totals('figures');

create view revenue_outturn_revision_share as from ratios_with_totals('line_revisions');

create view looked_after_revision_children as
with figures as (select breakdown, area_code, period, numerator as amount from looked_after_revisions)
from amounts_with_totals('figures');

create view looked_after_revision_share as from ratios_with_totals('looked_after_revisions');

-- The revisions of single councils, and the least that is one: less than the unit of the return is rounding.
create table council_revisions as
with single as (
    select 'outturn_' || breakdown as breakdown, 1000 as least, * exclude breakdown from outturn_revisions
    union all
    select 'ro3_' || breakdown, 1000, * exclude breakdown from line_revisions
    union all
    select 'looked_after', 1, * exclude breakdown from looked_after_revisions
)
select breakdown, area_code, period, least, numerator as revision, denominator as first_printed,
    if(denominator > 0, numerator / denominator, null) as share
from single semi join councils using (area_code)
where numerator is not null;

create table place_revisions as
select breakdown, place as area_code, period, least, revision, first_printed, share
from council_revisions join members using (area_code);

create view first_release_revised_share as
select breakdown, area_code, period, avg(if(abs(revision) >= least, 1, 0)) as value,
    cast(count(*) filter (abs(revision) >= least) as double) as numerator, cast(count(*) as double) as denominator
from place_revisions
group by all;

create view first_release_within_1_percent_share as
select breakdown, area_code, period, avg(if(abs(revision) <= 0.01 * first_printed, 1, 0)) as value,
    cast(count(*) filter (abs(revision) <= 0.01 * first_printed) as double) as numerator,
    cast(count(*) as double) as denominator
from place_revisions
group by all;

-- Up and down alike; a large council counts more.
create view first_release_absolute_revision_share as
select breakdown, area_code, period, sum(abs(revision)) / sum(first_printed) as value,
    sum(abs(revision)) as numerator, sum(first_printed) as denominator
from place_revisions
group by all
having sum(first_printed) > 0;

create view first_release_90th_percentile_share as
select breakdown, area_code, period, quantile_cont(abs(share), 0.9) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from place_revisions
where share is not null
group by all;

-- What one in forty of all revisions seen up to a year lie below, and above.
create table revisions_until as
select breakdown, years.period, share
from (select distinct breakdown, period from council_revisions where share is not null) as years
join council_revisions using (breakdown)
where council_revisions.period <= years.period and share is not null;

create view first_release_lower_share as
select breakdown, 'E92000001' as area_code, period, quantile_cont(share, 0.025) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from revisions_until
group by all;

create view first_release_upper_share as
select breakdown, 'E92000001' as area_code, period, quantile_cont(share, 0.975) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from revisions_until
group by all;
