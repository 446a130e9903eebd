"""The shape of what is sent about networks; never saves."""
