"""Writes about networks."""

from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.networks.services.steering import appoint_steering_group

__all__ = ["Decision", "NetworkFacts", "appoint_steering_group", "found_network"]
