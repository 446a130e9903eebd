"""Writes: the first officers, and new ones in an emergency."""

from lokallag.start.services.emergency import Broken, break_glass
from lokallag.start.services.founding import AlreadyStarted, Founded, found_organisation

__all__ = ["AlreadyStarted", "Broken", "Founded", "break_glass", "found_organisation"]
