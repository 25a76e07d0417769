"""Prices and the arithmetic of cost: validity, tiers, conditions, explanation. Pure; where prices come from is not known here."""
