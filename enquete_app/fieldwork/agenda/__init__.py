"""What happens when, for all surveys."""
