"""`/api/public` of evaluators and rules (wire contract 9.7, 9.8)."""
