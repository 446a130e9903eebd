"""What goes wrong with the database, in words for the one who runs the server."""


class DatabaseError(Exception):
    """The database cannot be started, reached, saved or restored. The text says what to do."""
