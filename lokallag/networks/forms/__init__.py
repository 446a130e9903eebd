"""The shape of what is sent about networks, one module per subject; never saves."""
