-- Children's social workers at 30 September: in post, vacancies, agency workers, turnover, cases.

-- A row a place and year, its figures side by side.
create table workforce as
pivot (select area_code, period, measure, value from current_figures('workforce'))
on measure in (
    'social_workers_in_post_fte', 'social_worker_vacancies_fte', 'cases_held', 'case_holders_fte',
    'agency_social_worker_percent', 'social_worker_turnover_percent'
)
using max(value);

create view social_workers_in_post_fte as
with figures as (select '' as breakdown, area_code, period, social_workers_in_post_fte as amount from workforce)
from amounts_with_totals('figures');

create view social_worker_vacancy_share as
with figures as (
    select '' as breakdown, area_code, period, social_worker_vacancies_fte as numerator,
        social_worker_vacancies_fte + social_workers_in_post_fte as denominator
    from workforce
)
from ratios_with_totals('figures');

-- As published, from per cent to a share.
create view agency_social_worker_share as
with figures as (select '' as breakdown, area_code, period, agency_social_worker_percent as amount from workforce)
from amounts_as_published('figures', per := 0.01);

create view social_worker_turnover_share as
with figures as (select '' as breakdown, area_code, period, social_worker_turnover_percent as amount from workforce)
from amounts_as_published('figures', per := 0.01);

create view cases_per_social_worker as
with figures as (
    select '' as breakdown, area_code, period, cases_held as numerator, case_holders_fte as denominator
    from workforce
)
from ratios_with_totals('figures');
