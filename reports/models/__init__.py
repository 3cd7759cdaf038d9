"""What reports store: codings, the team's codebook, what was learned."""

from reports.models.coding import CodedResponse, Coding, Correction
from reports.models.learning import CodebookVersion, DismissedTheme, LearnedLayer
from reports.models.rollups import RollupBlock, StaleBlock

__all__ = [
    "CodebookVersion",
    "CodedResponse",
    "Coding",
    "Correction",
    "DismissedTheme",
    "LearnedLayer",
    "RollupBlock",
    "StaleBlock",
]
