"""Writes about networks."""

from lokallag.networks.services.ending import end_network
from lokallag.networks.services.evaluating import (
    enter_baseline,
    finish_report,
    open_evaluation,
    set_trial,
    watch,
    write_assessment,
    write_own_view,
)
from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.networks.services.steering import appoint_steering_group
from lokallag.networks.services.surveying import answer_survey, close_due, close_survey, open_survey
from lokallag.networks.services.verdicts import Decided, record_verdict

__all__ = [
    "Decided",
    "Decision",
    "NetworkFacts",
    "answer_survey",
    "appoint_steering_group",
    "close_due",
    "close_survey",
    "end_network",
    "enter_baseline",
    "finish_report",
    "found_network",
    "open_evaluation",
    "open_survey",
    "record_verdict",
    "set_trial",
    "watch",
    "write_assessment",
    "write_own_view",
]
