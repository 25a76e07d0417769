"""A/B tests on a label: arms, ranges, results."""
