"""Costs: the price book, pricing of observations, corrections, re-pricing, and what it all adds up to."""
