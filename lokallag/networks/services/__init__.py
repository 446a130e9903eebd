"""Writes about networks."""

from lokallag.networks.services.applications import (
    ApplicationText,
    answer_question,
    apply_again,
    missing_parts,
    same_topic_elsewhere,
    save_application,
    start_application,
    submit_application,
    unanswered,
    withdraw_application,
)
from lokallag.networks.services.candidates import (
    answer_candidacy,
    ask_again,
    ask_by_address,
    ask_companion,
    name_leader,
    stand_oneself,
    take_off_candidate,
)
from lokallag.networks.services.forgetting import let_former_go, release_applicant
from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.networks.services.ideas import (
    bring_to_board,
    change_idea,
    close_idea,
    join_idea,
    leave_idea,
    publish_idea,
    unpublish_idea,
    write_idea,
)
from lokallag.networks.services.steering import appoint_steering_group

__all__ = [
    "ApplicationText",
    "Decision",
    "NetworkFacts",
    "answer_candidacy",
    "answer_question",
    "apply_again",
    "appoint_steering_group",
    "ask_again",
    "ask_by_address",
    "ask_companion",
    "bring_to_board",
    "change_idea",
    "close_idea",
    "found_network",
    "join_idea",
    "leave_idea",
    "let_former_go",
    "missing_parts",
    "name_leader",
    "publish_idea",
    "release_applicant",
    "same_topic_elsewhere",
    "save_application",
    "stand_oneself",
    "start_application",
    "submit_application",
    "take_off_candidate",
    "unanswered",
    "unpublish_idea",
    "withdraw_application",
    "write_idea",
]
