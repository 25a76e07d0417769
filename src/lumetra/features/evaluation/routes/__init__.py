"""`/api/v1` of evaluators, rules and executions, and what it says."""
