"""Tests about the code itself: what every room must keep, read from the tree and asked of the running house."""
