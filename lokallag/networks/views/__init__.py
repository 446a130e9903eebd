"""Views of networks, one module per subject."""
