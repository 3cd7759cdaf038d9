"""The rules of asking people who leave: an id each, whether it blocks publishing, what is said and what to do."""

from __future__ import annotations

from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Level = Literal["error", "warning"]
Said = str | Promise


class Rule(NamedTuple):
    """What one rule says. ``%(found)s`` in a message is the part of the wording that it was found by."""

    level: Level
    message: Said
    hint: Said


RULES: dict[str, Rule] = {
    # What a document breaks, a respondent must never meet: these block publishing.
    "incomplete": Rule(
        "error",
        _("The survey cannot be read as it stands: %(found)s"),
        _("Give every question a key of its own, a kind and a wording, and every choice a key and a wording."),
    ),
    "stands_between": Rule(
        "error",
        _("The survey seems to stand between the customer and the cancellation: %(found)s"),
        _("Ask after the cancellation is confirmed, or beside a “cancel now” that works without answering."),
    ),
    "log_in": Rule(
        "error",
        _("The survey asks for a log-in: %(found)s"),
        _("Remove it. A signed link already says who answers; an open link need not know."),
    ),
    "required": Rule(
        "error",
        _("An answer is required: %(found)s"),
        _("Let every question be passed over. Forced answers are junk answers."),
    ),
    "preselected": Rule(
        "error",
        _("An answer is chosen beforehand: %(found)s"),
        _("Begin with nothing selected and no box ticked."),
    ),
    "shaming": Rule(
        "error",
        _("This wording shames, pleads or doubts the decision: “%(found)s”"),
        _("Say it neutrally. “What led to this?” asks; “We are sad to see you go” burdens."),
    ),
    "loss": Rule(
        "error",
        _("This wording frightens with what is lost: “%(found)s”"),
        _("Remove it. What ends and when belongs in the confirmation of the cancellation, once and plainly."),
    ),
    "nagging": Rule(
        "error",
        _("A reminder or a second form is planned: %(found)s"),
        _("Invite once. Never remind anyone who did not ask for it, and never ask twice about the same leaving."),
    ),
    "skip_missing": Rule(
        "error",
        _("There is no way to skip: %(found)s"),
        _("Give “Skip” beside “Send”, or leave both buttons to the product."),
    ),
    "unequal_buttons": Rule(
        "error",
        _("The two buttons do not weigh the same: %(found)s"),
        _("Name them in words of about the same length, such as “Send” and “Skip”, and let both look the same."),
    ),
    "too_many_questions": Rule(
        "error",
        _("There are more than four questions: %(found)s"),
        _("Keep the four that you would act on. A follow-up for one chosen reason does not count."),
    ),
    "offer": Rule(
        "error",
        _("Something is sold under the cover of asking: “%(found)s”"),
        _("Ask only. A pause or a smaller plan may be named after the answer is sent, as the survey’s alternative."),
    ),
    "third_party": Rule(
        "error",
        _("The survey leads to somebody else’s address: %(found)s"),
        _("Use only addresses of this installation’s SITE_URL and CONTACT_EMAIL, or of the hosts that frame the form."),
    ),
    "notice_missing": Rule(
        "error",
        _("The notice above the button is missing or replaced: %(found)s"),
        _("Leave it to the product: it says who asks, why, what is kept, for how long and how to have it deleted."),
    ),
    "state_line_missing": Rule(
        "error",
        _("The first line does not say that leaving is settled and answering optional: %(found)s"),
        _("Leave the line to the product, or say both: “Your subscription is already cancelled. This is optional.”"),
    ),
    "no_other": Rule(
        "error",
        _("The choices have no “another reason”: %(found)s"),
        _("Add a last choice that stays last. A closed list hides the causes that nobody thought of."),
    ),
    "personal_data": Rule(
        "error",
        _("This question asks for personal data: “%(found)s”"),
        _("Remove it. A signed link says who answers; an address belongs to the consent to one message only."),
    ),
    "wording_missing": Rule(
        "error",
        _("There is no wording in any language: %(found)s"),
        _("Write it at least in English, which is shown where another language is missing."),
    ),
    # What makes fewer or worse answers, or reads badly: these are told, and the team decides.
    "language_missing": Rule(
        "warning",
        _("A language is missing: %(found)s"),
        _("Write it, or its readers will see another language within their own."),
    ),
    "untranslated": Rule(
        "warning",
        _("The same words stand in two languages: “%(found)s”"),
        _("Translate them, by hand if you can."),
    ),
    "why": Rule(
        "warning",
        _("“Why …?” sounds like an accusation: “%(found)s”"),
        _("Ask what happened: “What led to this?”"),
    ),
    "too_long": Rule(
        "warning",
        _("This wording is too long: %(found)s"),
        _("Say it in half the words; on a phone it has to fit two lines."),
    ),
    "no_own_words": Rule(
        "warning",
        _("Nobody can answer in their own words: %(found)s"),
        _("Add one question with open text. Lists show what you know already; words show what you do not."),
    ),
    "too_many_follow_ups": Rule(
        "warning",
        _("There are many follow-up questions: %(found)s"),
        _("Ask at most one for a chosen reason and three in all; each is one more question to somebody."),
    ),
    "mainland_words": Rule(
        "warning",
        _("This is not how it is said in Taiwan: %(found)s"),
        _("Use the word after the arrow."),
    ),
    "wrong_script": Rule(
        "warning",
        _("These characters belong to the other Chinese script: %(found)s"),
        _("Simplified characters for zh-Hans, Traditional ones for zh-Hant."),
    ),
    "space_between_han": Rule(
        "warning",
        _("There is a space between Han characters: “%(found)s”"),
        _("Remove the space; Chinese is written without."),
    ),
    "half_width_punctuation": Rule(
        "warning",
        _("Half-width punctuation follows a Han character: “%(found)s”"),
        _("Use ，。？！：； and （）."),
    ),
}
