"""Labels: moving them, and the rules that say who may."""
