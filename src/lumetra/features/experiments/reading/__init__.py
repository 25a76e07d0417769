"""What experiments hold, read and summarised."""
