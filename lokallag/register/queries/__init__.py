"""Reads of imports of the member register."""
