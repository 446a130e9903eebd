"""Pages of networks; one module per subject."""

"""Pages about networks."""
