"""What pages ask about the year."""
