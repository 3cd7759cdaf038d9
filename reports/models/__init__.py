"""What reports store: codings, the team's codebook, what was learned, what goes out."""

from reports.models.causes import CauseCare, CauseNote, Release
from reports.models.churn import ChurnAim, ExchangeRates
from reports.models.coding import CodedResponse, Coding, Correction
from reports.models.fading import FadingMail, FadingReader
from reports.models.inbox import ChangedAnswer, InboxChange, Mark, Quote, SearchEntry
from reports.models.learning import CodebookVersion, DismissedTheme, LearnedLayer
from reports.models.messages import FixFailure, FixMessage, FixSending, UsedContact
from reports.models.outgoing import DigestSending, DigestTarget, FrozenQuote, FrozenReport
from reports.models.quality import ReadSample, SampledAnswer
from reports.models.risk import RiskModel, RiskScore
from reports.models.rollups import RollupBlock, StaleBlock
from reports.models.saved import SavedView

__all__ = [
    "CauseCare",
    "CauseNote",
    "ChangedAnswer",
    "ChurnAim",
    "CodebookVersion",
    "CodedResponse",
    "Coding",
    "Correction",
    "DigestSending",
    "DigestTarget",
    "DismissedTheme",
    "ExchangeRates",
    "FadingMail",
    "FadingReader",
    "FixFailure",
    "FixMessage",
    "FixSending",
    "FrozenQuote",
    "FrozenReport",
    "InboxChange",
    "LearnedLayer",
    "Mark",
    "Quote",
    "ReadSample",
    "Release",
    "RiskModel",
    "RiskScore",
    "RollupBlock",
    "SampledAnswer",
    "SavedView",
    "SearchEntry",
    "StaleBlock",
    "UsedContact",
]
