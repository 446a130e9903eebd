"""Pages of this room: one's own data, who sees it, leaving."""
