"""What the room keeps."""

from lokallag.networks.models.application import STAGES, Application, ApplicationQuestion, Candidate, UnknownCandidate
from lokallag.networks.models.idea import IDEA_STATES, Companion, Idea
from lokallag.networks.models.network import STATES, Network, NetworkQuerySet

__all__ = [
    "IDEA_STATES",
    "STAGES",
    "STATES",
    "Application",
    "ApplicationQuestion",
    "Candidate",
    "Companion",
    "Idea",
    "Network",
    "NetworkQuerySet",
    "UnknownCandidate",
]
