-- First releases and what became of them. A first release is one that printed a figure before another did.

-- Every figure of every release.
create macro released_figures(name) as table
select area_code, period, measure, coalesce(breakdown, '') as breakdown, release, status,
    cast(value as double) as value, marker
from read_csv(getvariable('data') || '/' || name || '.csv', header = true, all_varchar = true, nullstr = '');

-- Of each figure the newest final release, if it is not the one that printed it first: a count at 31 March is printed
-- first in a release of that year, or as a record of the year itself.
create macro later_figures(name) as table
from released_figures(name)
where status = 'final' and (contains(period, '-') or left(release, 4) > period)
qualify row_number() over (partition by area_code, period, measure, breakdown order by release desc) = 1;

-- Of each figure the oldest first release: of a count at 31 March the one of its year; of a financial year, whose
-- returns may come out twice in one year, one that is provisional or superseded. A release without a month is the oldest.
create macro figures_printed_first(name) as table
from released_figures(name)
where if(contains(period, '-'), status <> 'final', left(release, 4) = period)
qualify row_number() over (
    partition by area_code, period, measure, breakdown
    order by regexp_matches(release, '^[0-9]{4}-[a-z]') desc, release
) = 1;

-- The same without releases that the later one repeats figure by figure: nobody looked at those again.
create macro first_figures(name) as table
with repeated as (
    select early.period, early.release
    from figures_printed_first(name) as early
    join later_figures(name) as late using (area_code, period, measure, breakdown)
    group by all
    having bool_and(
        early.marker is not distinct from late.marker and (early.value is null or early.value = late.value)
    )
)
from figures_printed_first(name) anti join repeated using (period, release);

-- The outturn of councils by service: first and later release. The first release of children's social care may be held
-- in RO3 alone, as net current expenditure.
create table outturn_revisions as
with early as (
    select breakdown, area_code, period, value from first_figures('outturn') where measure = 'outturn_gbp'
),
early_in_lines as (
    select breakdown, area_code, period, value
    from first_figures('outturn_childrens_lines')
    where measure = 'net_current_expenditure_gbp' and breakdown = 'childrens_social_care'
)
select breakdown, area_code, period, late.value - coalesce(early.value, early_in_lines.value) as revision,
    coalesce(early.value, early_in_lines.value) as first_released
from later_figures('outturn') as late semi join councils using (area_code)
left join early using (breakdown, area_code, period)
left join early_in_lines using (breakdown, area_code, period)
where late.measure = 'outturn_gbp';

-- The lines of RO3 of councils.
create table line_revisions as
select breakdown, area_code, period, late.value - early.value as revision, early.value as first_released
from first_figures('outturn_childrens_lines') as early
join later_figures('outturn_childrens_lines') as late using (measure, breakdown, area_code, period)
semi join councils using (area_code)
where measure = 'total_expenditure_gbp';

-- Looked-after children of all places. England's may be held in the series of England alone.
create table looked_after_revisions as
with early as (
    select area_code, period, value from first_figures('looked_after') where measure = 'looked_after_children'
),
early_of_england as (
    select area_code, period, value from first_figures('looked_after_england') where measure = 'looked_after_children'
),
late as (
    select area_code, period, value from later_figures('looked_after') where measure = 'looked_after_children'
),
late_of_england as (
    select area_code, period, value from later_figures('looked_after_england') where measure = 'looked_after_children'
)
select '' as breakdown, area_code, period,
    coalesce(late.value, late_of_england.value) - coalesce(early.value, early_of_england.value) as revision,
    coalesce(early.value, early_of_england.value) as first_released
from early
full join early_of_england using (area_code, period)
left join late using (area_code, period)
left join late_of_england using (area_code, period);

create macro revision_amounts(revisions) as table
with figures as (select breakdown, area_code, period, revision as amount from query_table(revisions))
from amounts_with_totals('figures');

create macro revision_shares(revisions) as table
with figures as (
    select breakdown, area_code, period, revision as numerator, first_released as denominator
    from query_table(revisions)
)
from ratios_with_totals('figures');

create view outturn_revision_gbp as
from revision_amounts('outturn_revisions');

create view outturn_revision_share as
from revision_shares('outturn_revisions');

create view revenue_outturn_revision_gbp as
from revision_amounts('line_revisions');

create view revenue_outturn_revision_share as
from revision_shares('line_revisions');

create view looked_after_revision_children as
from revision_amounts('looked_after_revisions');

create view looked_after_revision_share as
from revision_shares('looked_after_revisions');

-- Councils with both releases, of all three. Less than the unit of a return, a thousand pounds, is rounding.
create table revised_councils as
with every as (
    select 'outturn_' || breakdown as breakdown, * exclude breakdown, 1000 as least from outturn_revisions
    union all by name
    select 'ro3_' || breakdown as breakdown, * exclude breakdown, 1000 as least from line_revisions
    union all by name
    select 'looked_after' as breakdown, * exclude breakdown, 1 as least
    from looked_after_revisions semi join councils using (area_code)
)
select breakdown, area_code, period, revision, first_released, abs(revision) >= least as is_revised,
    if(first_released > 0, revision / first_released, null) as share
from every
where revision is not null;

create view first_release_revised_share as
select breakdown, place as area_code, period, count(*) filter (is_revised) / count(*) as value,
    count(*) filter (is_revised) as numerator, count(*) as denominator
from revised_councils join members using (area_code)
group by all;

create view first_release_within_1_percent_share as
select breakdown, place as area_code, period,
    count(*) filter (abs(revision) <= 0.01 * first_released) / count(*) as value,
    count(*) filter (abs(revision) <= 0.01 * first_released) as numerator, count(*) as denominator
from revised_councils join members using (area_code)
group by all;

create view first_release_absolute_revision_share as
select breakdown, place as area_code, period, sum(abs(revision)) / sum(first_released) as value,
    sum(abs(revision)) as numerator, sum(first_released) as denominator
from revised_councils join members using (area_code)
group by all
having sum(first_released) > 0;

create view first_release_90th_percentile_share as
select breakdown, place as area_code, period, quantile_cont(abs(share), 0.9) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from revised_councils join members using (area_code)
where share is not null
group by all;

-- The percentile of all revisions seen up to a year, of councils of England.
create macro percentile_until(percentile) as table
with years as (select distinct breakdown, period from revised_councils where share is not null)
select years.breakdown, 'E92000001' as area_code, years.period, quantile_cont(share, percentile) as value,
    cast(null as double) as numerator, cast(null as double) as denominator
from years join revised_councils as seen on seen.breakdown = years.breakdown and seen.period <= years.period
where share is not null
group by years.breakdown, years.period;

create view first_release_lower_share as
from percentile_until(0.025);

create view first_release_upper_share as
from percentile_until(0.975);
