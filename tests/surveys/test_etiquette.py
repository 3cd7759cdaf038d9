"""The etiquette linter: our surveys pass, peers' templates fail with the rules they break, every MUST NOT has a rule.

The peers' templates are described in our own words, after what they publish (docs/compared.md says where).
"""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.utils import translation

from surveys.documents import DATA, read_template
from surveys.etiquette import blocks_publishing, findings
from surveys.manners import RULES

SHIPPED = sorted(path.stem for path in DATA.glob("*.toml") if path.stem != "etiquette")
EXIT = read_template("exit")


def three(english):
    return {"en": english, "zh-Hans": "一句话", "zh-Hant": "一句話"}


def question(kind="text", key="words", wording="What led to this?", **more):
    return {"key": key, "kind": kind, "wording": three(wording), **more}


def choices(*keys, last=None):
    return [{"key": key, "wording": three(key), **({"stays_last": True} if key == last else {})} for key in keys]


# A survey builder's churn template: one of five reasons and no other, everything required; whoever says "too
# expensive" gets an offer with a link, whoever names the service is sent to the head of the company's mail.
BUILDER = {
    "title": three("Churn"),
    "questions": [
        question(
            "single",
            "reason",
            "Why did you cancel your subscription?",
            required=True,
            help=three("We're sorry to see you leave. Tell us so that we can do better."),
            choices=choices("hard", "dear", "features", "service", "no_need"),
        ),
        question(key="easier", follows="reason.hard", required=True),
        question(
            key="offer",
            wording="Get 30% off for the coming year!",
            help=three("We'd love to keep you. https://shop.example.net/offer"),
            follows="reason.dear",
            required=True,
        ),
        question(key="features_2", follows="reason.features", required=True),
        question(key="boss", wording="So sorry to hear that", help=three("ceo@example.net"), follows="reason.service"),
    ],
}
# A payment company's page to cancel: reasons beside the button that cancels, and a coupon when the team sets one.
PAYMENT = {
    "title": three("Cancel your subscription"),
    "before_cancellation": True,
    "questions": [question("single", "feedback", choices=choices("too_expensive", "unused", "other", last="other"))],
    "offer": {"coupon": "STAY"},
}
# A general survey tool as its settings allow it: mandatory, no other, personal data, reminders, answers preset.
GENERAL = {
    "title": three("Exit questionnaire"),
    "reminders": 3,
    "log_in_required": True,
    "questions": [question("several", f"q{number}", mandatory=True, choices=choices("a", "b")) for number in range(5)]
    + [question(key="mail", wording="Please enter your e-mail address", default="x")],
}
# Cancellation pages that shame, as people collect them.
SHAMING = {
    "title": three("Are you sure you want to leave?"),
    "questions": [question(wording="You will lose all your badges", help=three("Before you go, think again 😢"))],
    "send": three("Keep my plan"),
    "skip": three("No thanks, I don't deserve better reports and I'd rather pay more"),
}
PEERS = {
    "builder": (BUILDER, {"required", "no_other", "offer", "shaming", "third_party", "why"}),
    "payment": (PAYMENT, {"stands_between", "offer", "no_own_words"}),
    "general": (GENERAL, {"required", "no_other", "nagging", "log_in", "personal_data", "preselected"}),
    "shaming": (SHAMING, {"shaming", "loss", "stands_between", "unequal_buttons"}),
}


def rules(document):
    return {finding.rule for finding in findings(document)}


def changed(change):
    """The exit survey with one thing changed: ``change`` is called with a copy."""
    document = deepcopy(EXIT)
    change(document)
    return document


@pytest.mark.parametrize("name", SHIPPED)
def test_our_surveys_pass_without_a_finding(name):
    assert findings(read_template(name)) == []


def test_five_surveys_ship():
    assert {"exit", "trial_ended", "downgrade", "non_renewal", "interview"} <= set(SHIPPED)


@pytest.mark.parametrize("name", PEERS)
def test_peers_templates_fail_with_the_rules_they_break(name):
    document, broken = PEERS[name]
    assert broken <= rules(document)
    assert blocks_publishing(findings(document))


ONE_CHANGE = {
    "required": lambda d: d["questions"][0].update(required=True),
    "preselected": lambda d: d["questions"][0]["choices"][1].update(checked=True),
    "too_many_questions": lambda d: d["questions"].append(question(key="fifth")),
    "no_other": lambda d: d["questions"][0]["choices"].pop(),
    "notice_missing": lambda d: d.update(notice=False),
    "state_line_missing": lambda d: d.update(state_line=False),
    "skip_missing": lambda d: d.update(send=three("Send"), skip=False),
    "unequal_buttons": lambda d: d.update(send=three("Send"), skip=three("Close without sending")),
    "nagging": lambda d: d.update(remind_after=7),
    "log_in": lambda d: d.update(login_required=True),
    "stands_between": lambda d: d.update(gate=True),
    "offer": lambda d: d.update(discount="20%"),
    "third_party": lambda d: d["questions"][0].update(help=three("See //tracker.example.net/p.gif")),
    "personal_data": lambda d: d["questions"][2].update(wording=three("What is your name?")),
    "wording_missing": lambda d: d["questions"][2].update(wording={"en": " "}),
    "incomplete": lambda d: d["questions"][1].update(kind="slider"),
    "shaming": lambda d: d.update(alternative=three("Please stay with us")),
    "loss": lambda d: d["questions"][2].update(help=three("You will lose everything")),
    "language_missing": lambda d: d["title"].pop("zh-Hant"),
    "untranslated": lambda d: d["title"].update({"zh-Hans": d["title"]["en"]}),
    "why": lambda d: d["questions"][2].update(wording=three("Why did you leave?")),
    "too_long": lambda d: d["questions"][2]["wording"].update({"zh-Hans": "很长" * 50}),
    "no_own_words": lambda d: d["questions"].pop(2),
    "too_many_follow_ups": lambda d: d["questions"].extend(
        [question(key=key, follows="reasons.price") for key in ("one", "two")]
    ),
    "mainland_words": lambda d: d["title"].update({"zh-Hant": "關於軟件"}),
    "wrong_script": lambda d: d["title"].update({"zh-Hant": "关于您"}),
    "space_between_han": lambda d: d["title"].update({"zh-Hans": "关于 您"}),
    "half_width_punctuation": lambda d: d["title"].update({"zh-Hans": "关于您?"}),
}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_finds_its_one_change_and_nothing_else(rule):
    assert rules(changed(ONE_CHANGE[rule])) == {rule}


@pytest.mark.parametrize(
    "change",
    [
        {"send": three("Send"), "skip": three("Skip")},
        {"notice": True, "state_line": True},
        {"state_line": {"en": "Your plan has ended. This is optional.", "zh-Hans": "您的订阅已取消，自愿填写。"}},
        {"reminders": 0, "repeat": False, "remind_after": None},
        {"frame_hosts": ["https://shop.example.com"], "alternative": three("See https://shop.example.com/plans")},
        {"alternative": three("If you ever want less, there is a smaller plan.")},
        {"intro": three("Write to privacy@example.org, or see https://help.example.org.")},
    ],
)
def test_what_is_allowed_passes(settings, change):
    settings.CONTACT_EMAIL = "privacy@example.org"
    assert findings(EXIT | change) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com.evil.net/",
        "ｈｔｔｐｓ：／／evil.net",
        "www.evil.net",
        "bit.ly/3xyz",
        "evil@example.net",
        "javascript:alert(1)",
        "//evil.net/x.gif",
        "http://[::1",
    ],
)
def test_addresses_of_others_are_found_in_every_spelling(settings, address):
    settings.SITE_URL, settings.CONTACT_EMAIL = "https://example.com", "privacy@example.com"
    assert "third_party" in rules(EXIT | {"title": three(f"See {address}")})


def test_a_finding_says_where_and_speaks_the_reader_s_language():
    document = changed(lambda d: d["questions"][0]["choices"][2]["wording"].update({"en": "Are you sure?"}))
    with translation.override("zh-hant"):
        (finding,) = findings(document)
    assert (finding.rule, finding.where) == ("shaming", "questions[0].choices[2].wording.en")
    assert "are you sure" in finding.message
    assert any("㐀" <= char <= "鿿" for char in finding.hint)


ODD = [{}, [], None, {"questions": 3}, {"title": 3, "questions": [None, {"kind": {}, "key": []}, {"choices": "x"}]}]


@pytest.mark.parametrize("odd", ODD)
def test_no_shape_makes_it_fail(odd):
    assert blocks_publishing(findings(odd))
