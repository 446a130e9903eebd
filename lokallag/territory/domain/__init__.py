"""What follows from postal codes, areas and sheets alone: no tables, no clock, of Django only gettext."""
