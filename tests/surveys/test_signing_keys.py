"""The keys that hosts sign with."""

from __future__ import annotations

import pytest

from surveys.signing_keys import KeyRefused, active_keys, make_key, retire_key


def test_a_key_is_32_random_bytes_with_a_name_of_its_own(survey):
    first, second = make_key(survey), make_key(survey)
    assert len(bytes.fromhex(first.secret)) == 32
    assert len({first.secret, second.secret, first.name, second.name}) == 4


def test_two_keys_are_in_use_at_most(survey):
    make_key(survey), make_key(survey)
    with pytest.raises(KeyRefused, match="Two keys are in use"):
        make_key(survey)


def test_a_retired_key_makes_room_and_is_forgotten(survey):
    first, second = make_key(survey), make_key(survey)
    retire_key(first)
    first.refresh_from_db()
    assert (first.secret, list(active_keys(survey))) == ("", [second])
    assert make_key(survey) in active_keys(survey)
