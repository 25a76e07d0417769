"""What an evaluator can see of a target, and the values of its variables."""
