"""Judging what happened: evaluators, rules that apply them, and the executions that result."""
