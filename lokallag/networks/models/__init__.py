"""What the room keeps."""

from lokallag.networks.models.application import STAGES, Application, ApplicationQuestion, Candidate, UnknownCandidate
from lokallag.networks.models.evaluation import WORDS, Baseline, Evaluation, NetworkEnd, OwnView, Verdict
from lokallag.networks.models.idea import IDEA_STATES, Companion, Idea
from lokallag.networks.models.network import STATES, Network, NetworkQuerySet
from lokallag.networks.models.survey import Survey, SurveyBox

__all__ = [
    "IDEA_STATES",
    "STAGES",
    "STATES",
    "WORDS",
    "Application",
    "ApplicationQuestion",
    "Baseline",
    "Candidate",
    "Companion",
    "Evaluation",
    "Idea",
    "Network",
    "NetworkEnd",
    "NetworkQuerySet",
    "OwnView",
    "Survey",
    "SurveyBox",
    "UnknownCandidate",
    "Verdict",
]
