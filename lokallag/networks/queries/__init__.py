"""What pages show of networks."""
