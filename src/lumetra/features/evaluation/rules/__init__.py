"""What is judged without being asked for: which targets, when, how many, and why not."""
