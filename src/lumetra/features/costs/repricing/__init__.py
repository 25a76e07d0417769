"""Costs that are stored already: priced again by another book, or corrected by hand."""
