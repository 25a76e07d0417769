/** The tabs of evaluators and rules. Apart from their pages, so that an address can be checked without loading them. */
export const EVALUATORS_TABS = ["own", "runs", "library"] as const;
export type EvaluatorsTab = (typeof EVALUATORS_TABS)[number];

export const EVALUATOR_TABS = ["edit", "executions", "versions"] as const;
export type EvaluatorTab = (typeof EVALUATOR_TABS)[number];

export const RULE_TABS = ["executions", "rule", "backfills", "whyNot"] as const;
export type RuleTab = (typeof RULE_TABS)[number];
