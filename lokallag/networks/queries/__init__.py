"""What pages and other rooms ask about networks."""
