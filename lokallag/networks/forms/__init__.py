"""Forms of networks, one module per subject."""
