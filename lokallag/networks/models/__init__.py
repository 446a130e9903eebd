"""What the room keeps."""

from lokallag.networks.models.application import STAGES, Application, ApplicationQuestion, Candidate
from lokallag.networks.models.network import STATES, Network, NetworkQuerySet

__all__ = ["STAGES", "STATES", "Application", "ApplicationQuestion", "Candidate", "Network", "NetworkQuerySet"]
