// What the comparison shows by indicator: a list declared before looking at any place, with the reason for each.
//
// Rates and shares only, so that places of unlike size can be set in one row; of definitions that compete, the one that
// the report prints first.

export const SPINE = [
  { subject: "Need", series: "deprivation_score[idaci]", reason: "how many children live in families with low incomes" },
  { subject: "Need", series: "referral_rate_per_10k", reason: "how often somebody asks for help for a child" },
  { subject: "Need", series: "children_in_need_rate_per_10k", reason: "how many children are in need by law" },
  { subject: "Need", series: "section_47_enquiries_per_10k", reason: "how often harm is looked into" },
  { subject: "Need", series: "child_protection_plan_rate_per_10k", reason: "how often a plan for protection follows" },
  { subject: "Looked after", series: "looked_after_rate_per_10k", reason: "the headline of the report" },
  { subject: "Looked after", series: "starting_rate_per_10k", reason: "the way in" },
  { subject: "Looked after", series: "ceasing_rate_per_10k", reason: "the way out" },
  {
    subject: "Looked after",
    series: "looked_after_without_unaccompanied_rate_per_10k",
    reason: "the headline without children who came to England alone",
  },
  { subject: "Placements", series: "children_by_placement_share[foster_care]", reason: "the most common placement" },
  {
    subject: "Placements",
    series: "children_by_placement_share[childrens_homes_and_secure]",
    reason: "the placement that costs most",
  },
  {
    subject: "Placements",
    series: "children_by_placement_share[independent_and_supported_living]",
    reason: "where older children live",
  },
  { subject: "Placements", series: "private_provision_share", reason: "who provides the placements" },
  { subject: "Placements", series: "outside_boundary_share", reason: "whether children stay in their council" },
  { subject: "Placements", series: "homes_outside_boundary_share", reason: "the same of children in homes" },
  { subject: "Placements", series: "three_or_more_placements_share", reason: "how often children move" },
  { subject: "Placements", series: "same_carer_share", reason: "how long children stay" },
  { subject: "Placements", series: "sdq_score_average", reason: "the difficulties that children have, as scored" },
  { subject: "Spending", series: "statutory_share_narrow", reason: "the headline of the report" },
  { subject: "Spending", series: "statutory_share_broad", reason: "the same with safeguarding and youth justice" },
  { subject: "Spending", series: "early_intervention_share", reason: "the other end of the same spending" },
  { subject: "Spending", series: "expenditure_per_child_gbp[total]", reason: "what all services cost" },
  { subject: "Spending", series: "expenditure_per_child_gbp[children_looked_after]", reason: "of it, the largest part" },
  { subject: "Spending", series: "expenditure_per_child_gbp[safeguarding]", reason: "of it, the next largest part" },
  { subject: "Spending", series: "expenditure_per_child_gbp[family_support]", reason: "of it, help for families" },
  { subject: "Spending", series: "unit_cost_gbp_per_week[residential_care]", reason: "the price of a place in a home" },
  { subject: "Spending", series: "unit_cost_gbp_per_week[fostering]", reason: "the price of a foster place" },
  { subject: "Budgets", series: "overspend_share_of_budget[childrens_social_care]", reason: "outturn against budget" },
  { subject: "Budgets", series: "overspend_share_of_all_services", reason: "the headline of the report" },
  { subject: "Workforce", series: "cases_per_social_worker", reason: "how much one social worker has to do" },
  { subject: "Workforce", series: "social_worker_turnover_share", reason: "how long social workers stay" },
  { subject: "Workforce", series: "social_worker_vacancy_share", reason: "how many posts are empty" },
  { subject: "Workforce", series: "agency_social_worker_share", reason: "how many are from an agency" },
];
