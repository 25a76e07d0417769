"""Experiments: runs of an application or a prompt over a dataset, however they were reported."""
