"""What follows from values: no database, no clock."""
