"""Pages of networks; one module per subject."""

"""Pages about networks."""

"""Views of networks, one module per subject."""
"""The pages of networks."""
