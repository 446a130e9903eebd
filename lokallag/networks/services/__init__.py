"""Writes about networks."""

from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.networks.services.settling import settle_network, settle_steering_groups, unseat_those_who_left
from lokallag.networks.services.steering import (
    Appointing,
    appoint_steering_group,
    change_steering_group,
    check_may_sit,
    preview_steering_group,
)

__all__ = [
    "Appointing",
    "Decision",
    "NetworkFacts",
    "appoint_steering_group",
    "change_steering_group",
    "check_may_sit",
    "found_network",
    "preview_steering_group",
    "settle_network",
    "settle_steering_groups",
    "unseat_those_who_left",
]
