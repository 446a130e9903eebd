"""What pages and other rooms ask about networks, one module per subject."""

"""What pages and other rooms ask about networks."""
"""What pages show of networks."""
"""What pages and other rooms ask about networks."""
