"""Prompts inside prompts: references, what they resolve to, and what is wrong with them."""
