"""Choosing the ways in which a runner is told: kept with who said so, when and in what words."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from phonenumbers import PhoneNumberType, number_type

from clinic.db import save_checked
from clinic.outbox.actions import cancel_unwanted
from clinic.outbox.models import Message
from clinic.people.models import KINDS, Purpose, ReminderChoice, Runner, TextConsent, User

EMAIL, SMS = Message.Channel.EMAIL, Message.Channel.SMS
MOBILES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


@dataclass(frozen=True)
class Ways:
    """The ways for each purpose; reminders of sessions go one way, or none ("")."""

    visits: frozenset[str]
    sessions: str
    news: frozenset[str]

    def pairs(self) -> set[tuple[str, str]]:
        """Each purpose with each of its ways."""
        pairs = {(Purpose.VISITS.value, way) for way in self.visits}
        pairs |= {(Purpose.NEWS.value, way) for way in self.news}
        return pairs | ({(Purpose.SESSIONS.value, self.sessions)} if self.sessions else set())


def ways_now(runner: Runner) -> Ways:
    """What the runner chose."""
    sessions = runner.sessions_by if runner.wants_session_reminders else ""
    return Ways(frozenset(runner.visits_by), sessions, frozenset(runner.news_by))


def why_no_texts(runner: Runner) -> str:
    """Why nobody can text this runner; empty when somebody can."""
    clinic = settings.CLINIC
    if not settings.SMS_URLS:
        return f"{clinic['name']} sends no texts at the moment."
    if not runner.phone or number_type(runner.phone) not in MOBILES:
        return f"We have no mobile number of yours. Ring us on {clinic['phone']} to give us one."
    return ""


def words_of_consent(runner: Runner) -> str:
    """What a runner agrees to, as it stands beside the box and is kept."""
    return (
        f"{settings.CLINIC['name']} may text me on {runner.phone.as_national}, about what I choose"
        " on this page. I can stop it here, or by replying STOP to a text."
    )


@transaction.atomic
def choose_ways(
    *,
    runner: Runner,
    ways: Ways,
    how: ReminderChoice.How,
    by: User | None,
    agrees: bool,
    now: datetime,
) -> set[tuple[str, str]]:
    """Keep the ways, and take back what has not left in a way that is switched off.

    Returns the purposes with their ways that changed. Raises ValidationError `consent` for a text
    to somebody who has not agreed to it, and never takes an agreement from nobody.
    """
    held = Runner.objects.select_for_update().get(pk=runner.pk)
    before, after = ways_now(held).pairs(), ways.pairs()
    changed = ["visits_by", "news_by", "sessions_by", "wants_session_reminders"]
    if any(way == SMS for _, way in after) and not held.text_number:
        if not agrees or by is None or why_no_texts(held):
            raise ValidationError("Agree to get texts first, or choose e-mail.", code="consent")
        held.texts_to = str(held.phone)
        changed.append("texts_to")
        save_checked(
            TextConsent(runner=held, phone=held.phone, words=words_of_consent(held), by=by, at=now)
        )
    held.visits_by, held.news_by = sorted(ways.visits), sorted(ways.news)
    held.wants_session_reminders = bool(ways.sessions)
    held.sessions_by = ways.sessions or EMAIL
    if {way for purpose, way in before ^ after if purpose == Purpose.VISITS}:
        held.ways_chosen_at = now
        changed.append("ways_chosen_at")
    save_checked(held, update_fields=changed)
    for purpose, way in sorted(before ^ after):
        wants = (purpose, way) in after
        ReminderChoice.objects.create(
            runner=held, purpose=purpose, channel=way, wants=wants, how=how, at=now
        )
        if not wants:
            cancel_unwanted(person=held.pk, kinds=KINDS[purpose], channel=way)
    return before ^ after
