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
from lokallag.networks.services.asking import ask_applicant
from lokallag.networks.services.belonging import join_network, leave_network, stay_for_season, usual_channel
from lokallag.networks.services.candidates import (
    answer_candidacy,
    ask_again,
    ask_by_address,
    ask_companion,
    name_leader,
    stand_oneself,
    take_off_candidate,
)
from lokallag.networks.services.editing import edit_network, page_fingerprint
from lokallag.networks.services.ending import end_network
from lokallag.networks.services.entered import enter_belonging
from lokallag.networks.services.evaluating import (
    enter_baseline,
    finish_report,
    open_evaluation,
    set_trial,
    watch,
    write_assessment,
    write_own_view,
)
from lokallag.networks.services.forgetting import let_former_go, release_applicant
from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.networks.services.growing import ask_grown_out, end_seasons
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
from lokallag.networks.services.settling import settle_network, settle_steering_groups, unseat_those_who_left
from lokallag.networks.services.steering import (
    Appointing,
    appoint_steering_group,
    change_steering_group,
    check_may_sit,
    preview_steering_group,
)
from lokallag.networks.services.surveying import answer_survey, close_due, close_survey, open_survey
from lokallag.networks.services.verdicts import Decided, record_verdict

__all__ = [
    "ApplicationText",
    "Appointing",
    "Decided",
    "Decision",
    "NetworkFacts",
    "answer_candidacy",
    "answer_question",
    "answer_survey",
    "apply_again",
    "appoint_steering_group",
    "ask_again",
    "ask_applicant",
    "ask_by_address",
    "ask_companion",
    "ask_grown_out",
    "bring_to_board",
    "change_idea",
    "change_steering_group",
    "check_may_sit",
    "close_due",
    "close_idea",
    "close_survey",
    "edit_network",
    "end_network",
    "end_seasons",
    "enter_baseline",
    "enter_belonging",
    "finish_report",
    "found_network",
    "join_idea",
    "join_network",
    "leave_idea",
    "leave_network",
    "let_former_go",
    "missing_parts",
    "name_leader",
    "open_evaluation",
    "open_survey",
    "page_fingerprint",
    "preview_steering_group",
    "publish_idea",
    "record_verdict",
    "release_applicant",
    "same_topic_elsewhere",
    "save_application",
    "set_trial",
    "settle_network",
    "settle_steering_groups",
    "stand_oneself",
    "start_application",
    "stay_for_season",
    "submit_application",
    "take_off_candidate",
    "unanswered",
    "unpublish_idea",
    "unseat_those_who_left",
    "usual_channel",
    "watch",
    "withdraw_application",
    "write_assessment",
    "write_idea",
    "write_own_view",
]
