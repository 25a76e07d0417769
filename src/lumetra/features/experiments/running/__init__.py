"""Experiments that Lumetra runs itself, and links of items to traces that others ran."""
