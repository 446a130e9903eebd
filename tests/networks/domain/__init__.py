"""What follows from values."""
