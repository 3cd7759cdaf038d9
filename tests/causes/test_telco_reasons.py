"""Short stated reasons, as call centres note them, are coded as they must and may be.

Own wordings here; beside the checkout, the shared list of the documented import example is read as well.
"""

import json
from pathlib import Path

import pytest

from causes import find_causes

SHARED = Path(__file__).parents[3] / "shared" / "data" / "telco" / "reason_causes.json"
REASONS = {
    "Competitor had a better offer": {"must": ["competitor"], "may": ["price"]},
    "Competitor had faster speeds": {"must": ["competitor"], "may": ["missing_features", "quality"]},
    "Attitude of support staff": {"must": ["support"], "may": []},
    "Price is too high": {"must": ["price"], "may": []},
    "Extra charges": {"must": [], "one_of": ["price", "billing"], "may": ["price", "billing"]},
    "Unreliable network": {"must": ["quality"], "may": []},
    "Limited range of products": {"must": ["missing_features"], "may": []},
    "House move": {"must": ["changed_needs"], "may": ["other"]},
    "Passed away": {"must": [], "one_of": ["other", "changed_needs"], "may": ["other", "changed_needs"]},
    "No particular reason": {"must": ["unclear"], "may": []},
}
if SHARED.exists():
    REASONS |= json.loads(SHARED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("reason", REASONS)
def test_reason_gets_its_causes_and_no_others(reason):
    wanted = REASONS[reason]
    found = {f.cause for f in find_causes(reason).causes}
    one_of = set(wanted.get("one_of", ()))
    assert set(wanted["must"]) <= found <= {*wanted["must"], *wanted["may"]}
    assert not one_of or one_of & found
