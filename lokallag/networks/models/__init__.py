"""What the room keeps."""

from lokallag.networks.models.network import STATES, Network, NetworkQuerySet

__all__ = ["STATES", "Network", "NetworkQuerySet"]
