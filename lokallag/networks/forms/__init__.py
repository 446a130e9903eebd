"""The shape of what is written on this room's pages."""
