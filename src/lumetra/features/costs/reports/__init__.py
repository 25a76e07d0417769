"""What was spent: by model, day, user and whatever else."""
