"""The table as a chart: one number of its rows over time and by a field."""
