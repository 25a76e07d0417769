"""Honest statistics for comparing runs and judges: intervals, paired tests, agreement, and a verdict that claims no more than they do."""
