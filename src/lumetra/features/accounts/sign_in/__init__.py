"""Coming in: the rules of who may, signing up, passwords, one-time links, and the browsers that are signed in."""
