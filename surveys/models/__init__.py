"""What is asked and what was answered."""

from surveys.models.answering import (
    Allowance,
    Answer,
    Channel,
    Display,
    Erasure,
    Invitation,
    Response,
    ResponseQuerySet,
)
from surveys.models.asking import Choice, Question, SigningKey, Survey, SurveyVersion

__all__ = [
    "Allowance",
    "Answer",
    "Channel",
    "Choice",
    "Display",
    "Erasure",
    "Invitation",
    "Question",
    "Response",
    "ResponseQuerySet",
    "SigningKey",
    "Survey",
    "SurveyVersion",
]
