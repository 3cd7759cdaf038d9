"""What the linter finds in how a survey is built: what is required, chosen beforehand, missing or one too many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from surveys.models import Question
from surveys.typesetting import etiquette_data
from surveys.wordings import buttons, each, texts, width

Mark = tuple[str, str, str]

MOST_QUESTIONS = 4
MOST_FOLLOW_UPS = 3
# A button's label may be this much longer than the other's: twice and a half, and by more than ten letters.
LONGER_BY, LONGER_BY_LETTERS = 2.5, 10

KINDS = set(Question.Kind.values)
WITH_CHOICES = (Question.Kind.SINGLE, Question.Kind.SEVERAL)
# Choices that leave nothing out.
CLOSED = {"yes", "no", "perhaps", "maybe", "unsure", "not_sure", "do_not_know"}

# Keys that no document of ours needs, by the rule that they break wherever they stand and mean something.
FORBIDDEN_KEYS = {
    "required": ("required", "mandatory", "must_answer", "force", "forced", "is_required"),
    "preselected": ("selected", "checked", "default", "preselected", "initial", "prefilled", "preset"),
    "nagging": (
        *("reminder", "reminders", "remind", "remind_after", "remind_after_days", "repeat", "repeats", "resend"),
        *("recontact_days", "second_form", "next_form", "follow_up_mail", "frequency", "display_again", "ask_again"),
    ),
    "offer": ("offer", "offers", "discount", "coupon", "coupons", "incentive", "incentives", "promotion", "save_offer"),
    "log_in": ("log_in", "login", "log_in_required", "login_required", "authentication", "require_login"),
    "stands_between": ("before_cancellation", "blocks_cancellation", "gate", "before_cancel", "must_finish"),
    "third_party": ("scripts", "script", "pixel", "tracking", "analytics", "embed_html", "cookies"),
}
# Of these, the ones that mean something else at the top of a document.
ONLY_IN_QUESTIONS = ("default", "initial", "selected")


def marks(document: dict[str, Any]) -> Iterator[Mark]:
    """Yield (rule, where, what was found) for everything wrong with how the document is built."""
    yield from _forbidden_keys(document)
    yield from _buttons(document)
    yield from _first_lines(document)
    yield from _shape(document)
    yield from _counts(document)
    yield from _choices(document)


def _forbidden_keys(document: dict[str, Any]) -> Iterator[Mark]:
    for where, table in _tables(document):
        for rule, names in FORBIDDEN_KEYS.items():
            for name in names:
                if _says_something(table.get(name), rule) and (where or name not in ONLY_IN_QUESTIONS):
                    yield rule, f"{where}.{name}".lstrip("."), f"{name} = {_shown(table[name])}"
        if where and table.get("optional") is False:
            yield "required", f"{where}.optional", "optional = false"


def _tables(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "", document
    for path, question in each(document.get("questions"), "questions"):
        yield path, question
        yield from each(question.get("choices"), f"{path}.choices")


def _says_something(value: Any, rule: str) -> bool:
    """Zero is an answer that is chosen (``default = 0`` of a scale), yet no reminder."""
    return (bool(value) and value != "never") or (rule == "preselected" and type(value) is int)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)[:60]


def _buttons(document: dict[str, Any]) -> Iterator[Mark]:
    given = buttons(document)
    by_name = {path.removeprefix("buttons."): (path, label) for path, label in given.items()}
    if "skip" in by_name and not _label(by_name["skip"][1]):
        yield "skip_missing", by_name["skip"][0], f"skip = {_shown(by_name['skip'][1])}"
    elif "send" in by_name and "skip" not in by_name:
        yield "skip_missing", by_name["send"][0], "send"
    elif "send" in by_name:
        (_path, send), (skip_path, skip) = by_name["send"], by_name["skip"]
        yield from _compared(_label(send), _label(skip), skip_path)
    for path in given:
        name = path.removeprefix("buttons.")
        if name not in ("send", "skip"):
            yield "unequal_buttons", path, name


def _compared(send: dict[str, str], skip: dict[str, str], where: str) -> Iterator[Mark]:
    for tag in send.keys() & skip.keys():
        short, long = sorted((width(send[tag]), width(skip[tag])))
        if long > LONGER_BY * short and long - short > LONGER_BY_LETTERS:
            yield "unequal_buttons", f"{where}.{tag}".rstrip("."), f"“{send[tag]}” – “{skip[tag]}”"


def _label(value: Any) -> dict[str, str]:
    return {wording.tag: wording.text for wording in texts(value, "", "button") if wording.text.strip()}


def _first_lines(document: dict[str, Any]) -> Iterator[Mark]:
    """The notice is the product's; the first line may be the team's own if it says what it has to say."""
    if "notice" in document and document["notice"] is not True:
        yield "notice_missing", "notice", f"notice = {_shown(document['notice'])}"
    if "state_line" not in document or document["state_line"] is True:
        return
    lines = [line for line in texts(document["state_line"], "state_line", "line") if line.text.strip()]
    if not lines:
        yield "state_line_missing", "state_line", f"state_line = {_shown(document['state_line'])}"
    for line in lines:
        if not all(re.search(pattern, line.folded) for pattern in etiquette_data()["state_line"].values()):
            yield "state_line_missing", line.where, f"“{line.text}”"


def _shape(document: dict[str, Any]) -> Iterator[Mark]:
    questions = dict(each(document.get("questions"), "questions"))
    if not questions:
        yield "incomplete", "questions", "questions"
    keys = Counter(str(question.get("key")) for question in questions.values())
    choices = {
        f"{question.get('key')}.{choice.get('key')}"
        for question in questions.values()
        for _place, choice in each(question.get("choices"), "")
    }
    for path, question in questions.items():
        key, kind = question.get("key"), question.get("kind")
        if not _is_key(key) or keys[str(key)] > 1:
            yield "incomplete", f"{path}.key", f"key = {_shown(key)}"
        if str(kind) not in KINDS:
            yield "incomplete", f"{path}.kind", f"kind = {_shown(kind)}"
        if kind == Question.Kind.SCALE and not _is_scale(question):
            yield "incomplete", f"{path}.most", f"least = {question.get('least')}, most = {question.get('most')}"
        if question.get("follows") and str(question["follows"]) not in choices:
            yield "incomplete", f"{path}.follows", f"follows = {_shown(question['follows'])}"


def _is_key(key: Any) -> bool:
    return isinstance(key, str) and re.fullmatch(r"[-\w]{1,50}", key, re.ASCII) is not None


def _is_scale(question: dict[str, Any]) -> bool:
    least, most = question.get("least"), question.get("most")
    return isinstance(least, int) and isinstance(most, int) and 0 <= least < most <= least + 10


def _counts(document: dict[str, Any]) -> Iterator[Mark]:
    questions = dict(each(document.get("questions"), "questions"))
    of_all = [path for path, question in questions.items() if not question.get("follows")]
    if len(of_all) > MOST_QUESTIONS:
        yield "too_many_questions", of_all[MOST_QUESTIONS], str(len(of_all))
    follow_ups = Counter(str(question["follows"]) for question in questions.values() if question.get("follows"))
    if follow_ups and (max(follow_ups.values()) > 1 or follow_ups.total() > MOST_FOLLOW_UPS):
        yield "too_many_follow_ups", "questions", str(follow_ups.total())
    if questions and not any(question.get("kind") == Question.Kind.TEXT for question in questions.values()):
        yield "no_own_words", "questions", str(len(questions))


def _choices(document: dict[str, Any]) -> Iterator[Mark]:
    for path, question in each(document.get("questions"), "questions"):
        if str(question.get("kind")) not in WITH_CHOICES:
            continue
        choices = dict(each(question.get("choices"), f"{path}.choices"))
        keys = Counter(str(choice.get("key")) for choice in choices.values())
        for place, choice in choices.items():
            if not _is_key(choice.get("key")) or keys[str(choice.get("key"))] > 1:
                yield "incomplete", f"{place}.key", f"key = {_shown(choice.get('key'))}"
        if not choices:
            yield "incomplete", f"{path}.choices", "choices"
        elif not keys.keys() <= CLOSED and not any(choice.get("stays_last") for choice in choices.values()):
            yield "no_other", f"{path}.choices", str(len(choices))
