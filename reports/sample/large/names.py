"""What the large installation's customers are called: the sample's stems and trades, told apart by their number."""

from __future__ import annotations

from random import Random

from reports.sample.draw import LATIN_NAMES, known_names


def name_for(profile: dict[str, str], number: int, rng: Random) -> str:
    """Return a name of the customer's country and trade, with its number."""
    country, industry = profile["country"], profile["industry"]
    if rng.random() < LATIN_NAMES.get(country, 1.0):
        words = known_names()["latin"]
        return f"{rng.choice(words['stems'])} {rng.choice(words['trades'][industry])} {number}"
    words = known_names()["hans" if country in ("China", "Singapore") else "hant"]
    return f"{rng.choice(words['stems'])}{rng.choice(words['trades'][industry])}{number}"
