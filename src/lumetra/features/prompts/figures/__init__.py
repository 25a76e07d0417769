"""What the recorded calls say of each version."""
