// What the comparison shows by indicator: a list declared before looking at any place, with the reason for each.
//
// Rates and shares only, so that places of unlike size can be set in one row; of definitions that compete, the one that
// the report prints first.

const BY_SUBJECT = {
  Need: {
    "deprivation_score[idaci]": "how many children live in families with low incomes",
    referral_rate_per_10k: "how often somebody asks for help for a child",
    children_in_need_rate_per_10k: "how many children are in need by law",
    section_47_enquiries_per_10k: "how often harm is looked into",
    child_protection_plan_rate_per_10k: "how often a plan for protection follows",
  },
  "Looked after": {
    looked_after_rate_per_10k: "the headline of the report",
    starting_rate_per_10k: "the way in",
    ceasing_rate_per_10k: "the way out",
    looked_after_without_unaccompanied_rate_per_10k: "the headline without children who came to England alone",
  },
  Placements: {
    "children_by_placement_share[foster_care]": "the most common placement",
    "children_by_placement_share[childrens_homes_and_secure]": "the placement that costs most",
    "children_by_placement_share[independent_and_supported_living]": "where older children live",
    private_provision_share: "who provides the placements",
    outside_boundary_share: "whether children stay in their council",
    homes_outside_boundary_share: "the same of children in homes",
    three_or_more_placements_share: "how often children move",
    same_carer_share: "how long children stay",
    sdq_score_average: "the difficulties that children have, as scored",
  },
  Spending: {
    statutory_share_narrow: "the headline of the report",
    statutory_share_broad: "the same with safeguarding and youth justice",
    early_intervention_share: "the other end of the same spending",
    "expenditure_per_child_gbp[total]": "what all services cost",
    "expenditure_per_child_gbp[children_looked_after]": "of it, the largest part",
    "expenditure_per_child_gbp[safeguarding]": "of it, the next largest part",
    "expenditure_per_child_gbp[family_support]": "of it, help for families",
    "unit_cost_gbp_per_week[residential_care]": "the price of a place in a home",
    "unit_cost_gbp_per_week[fostering]": "the price of a foster place",
  },
  Budgets: {
    "overspend_share_of_budget[childrens_social_care]": "outturn against budget",
    overspend_share_of_all_services: "the headline of the report",
  },
  Workforce: {
    cases_per_social_worker: "how much one social worker has to do",
    social_worker_turnover_share: "how long social workers stay",
    social_worker_vacancy_share: "how many posts are empty",
    agency_social_worker_share: "how many are from an agency",
  },
};

/** Each ``{subject, series, reason}``, in the order of the chart. */
export const SPINE = Object.entries(BY_SUBJECT).flatMap(([subject, listed]) =>
  Object.entries(listed).map(([series, reason]) => ({ subject, series, reason })),
);
