"""What the room keeps."""

from lokallag.networks.models.application import STAGES, Application, ApplicationQuestion, Candidate
from lokallag.networks.models.evaluation import WORDS, Baseline, Evaluation, NetworkEnd, OwnView, Verdict
from lokallag.networks.models.network import STATES, Network, NetworkQuerySet
from lokallag.networks.models.survey import Survey, SurveyBox

__all__ = [
    "STAGES",
    "STATES",
    "WORDS",
    "Application",
    "ApplicationQuestion",
    "Baseline",
    "Candidate",
    "Evaluation",
    "Network",
    "NetworkEnd",
    "NetworkQuerySet",
    "OwnView",
    "Survey",
    "SurveyBox",
    "Verdict",
]
