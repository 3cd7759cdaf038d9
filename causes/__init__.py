"""Words in, causes out: why customers leave, found in what they wrote, with the words that say so.

>>> from causes import find_causes
>>> [found.cause for found in find_causes("太贵了, and exports are missing").causes]
['price', 'missing_features']
"""

from causes.codebook import Cause, Codebook, load_codebook
from causes.engine import find_causes, find_causes_many
from causes.findings import Evidence, Findings, FoundCause

__all__ = [
    "Cause",
    "Codebook",
    "Evidence",
    "Findings",
    "FoundCause",
    "find_causes",
    "find_causes_many",
    "load_codebook",
]
