"""The steps of `bin/demo --check`, in order: a later step may need what an earlier one did.

Each takes the walk, returns what it saw in a few words, and raises UnexpectedError when it saw
something else.
"""

from collections.abc import Callable

from launch.check.steps import (
    clients,
    enquiries,
    health,
    library,
    logs,
    people,
    prescribing,
    programmes,
    questionnaires,
    reminders,
    selfbooking,
    texts,
    trouble,
    visits,
)
from launch.check.walk import Walk

STEPS: list[tuple[str, Callable[[Walk], str]]] = [
    ("health", health.is_well),
    ("sign in with one click", people.one_click),
    ("sign in by e-mailed code", people.by_code),
    ("tokens", people.tokens),
    ("library pages", library.pages),
    ("library API", library.api),
    ("figures", library.figures),
    ("templates", library.templates),
    ("session reminder", reminders.of_a_session),
    ("visit in two hours", reminders.book_soon),
    ("who needs the physio", programmes.needed),
    ("people to ring", programmes.rung),
    ("programme written", programmes.write),
    ("programme sent", programmes.send),
    ("programme announced", programmes.announced),
    ("texts agreed to", texts.agree),
    ("text arrives", texts.arrive),
    ("template saved", prescribing.template),
    ("programme over the API", prescribing.over_the_api),
    ("questionnaire written", questionnaires.write),
    ("questionnaire answered", questionnaires.answer),
    ("today", logs.today),
    ("log on the web", logs.on_the_web),
    ("log over the API", logs.over_the_api),
    ("physio sees", logs.physio_sees),
    ("enquiry refused", enquiries.refused),
    ("enquiry sent", enquiries.sent),
    ("inbox", enquiries.inbox),
    ("phone call", enquiries.phone_call),
    ("reply by mail", enquiries.answered),
    ("enquiry becomes a visit", visits.convert),
    ("taken slot", visits.taken),
    ("free alternative", visits.alternative),
    ("help before booking", selfbooking.help_first),
    ("booking alone", selfbooking.alone),
    ("API reads", clients.reads),
    ("API refuses", clients.refuses),
    ("API enquiry", clients.enquiry),
    ("API schema", clients.schema),
    ("FHIR", clients.fhir),
    ("STOP", texts.stop),
    ("worker killed", trouble.worker_killed),
    ("Redis killed", trouble.redis_killed),
    ("visit reminder", reminders.of_a_visit),
    ("mail once", health.mail_came_once),
    ("content security policy", health.policy),
]
