"""Writes about imports of the member register."""

from lokallag.register.services.left import has_left, remember_left

__all__ = ["has_left", "remember_left"]
