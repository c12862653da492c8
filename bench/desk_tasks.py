"""What the front desk does most, with 60 enquiries and a full diary loaded."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from bench.hands import DESK, Hands, Task

ENQUIRIES = 60
PHYSIOS = ("Andy", "Bea", "Cleo", "Dov")
FIRST, LAST = 7, 18
BOOKED_DAYS = 5
FREE_HOUR = 12


def log_a_call(hands: Hands) -> None:
    """Somebody rings while the desk looks at the diary: four fields, no mouse."""
    hands.press("n")
    hands.page.locator("#log_name").wait_for()
    for words in ("Carl Jensen", "0491570157", "ank"):
        hands.think()
        hands.type(words)
        hands.press("Tab")
    hands.think()
    hands.type("Heel, since Sunday.")
    hands.press("Control+Enter")
    hands.see("Call saved. Reference")


def book_the_caller(hands: Hands) -> None:
    """The call is written down: book the caller into the next free time."""
    hands.page.keyboard.press("n")
    hands.page.locator("#log_name").fill("Dora Lind")
    hands.page.locator("#log_phone").fill("0491570158")
    hands.page.locator("#log_where_it_hurts").select_option("knee")
    hands.think()
    hands.press("Shift+Control+Enter")
    hands.see("First free times")
    hands.click("[name=first]")
    hands.arrive("Visit of Dora Lind")


def move_a_visit(hands: Hands) -> None:
    """The cursor is on the visit before the free hour: move it into that, by keys alone."""
    hands.page.locator("[data-visit][data-status=booked]", has_text="11:00 am").first.focus()
    hands.think()
    hands.press("m")
    hands.think()
    hands.press("ArrowDown")
    hands.press("ArrowDown")
    hands.press("Enter")
    hands.see("12:00 pm: booked.")


def tasks(day: str) -> list[Task]:
    """Each with its budget (ux.md C, 7 to 9)."""
    diary = f"/bookings/diary/?day={day}"
    return [
        Task(
            "front desk logs a phone enquiry", "dee", diary, log_a_call,
            clicks=0, keys=60, seconds=20, size=DESK,
        ),
        Task(
            "front desk books a caller, next free time", "dee", "/bookings/inbox/", book_the_caller,
            clicks=3, keys=10, seconds=30, size=DESK,
        ),
        Task(
            "front desk moves a visit by keys", "dee", diary, move_a_visit,
            clicks=0, keys=8, seconds=10, size=DESK,
        ),
    ]  # fmt: skip


def seed_desk() -> tuple[object, str]:
    """60 enquiries and five days of a visit in every hour but one: the desk's user, and a day."""
    from bookings.models import Appointment, AppointmentType, Enquiry
    from clinic.people.actions import register_runner
    from clinic.people.models import Practitioner, User
    from clinic.places.models import Room, Site

    now = timezone.now()
    dee = User.objects.create_user("dee@bench.example", name="Dee", role=User.Role.FRONT_DESK)
    site = Site.objects.create(slug="bench", name="Bench", state="NSW")
    kind = AppointmentType.objects.create(name="A first visit", minutes=45)
    number = count()
    Enquiry.objects.bulk_create(
        Enquiry(
            source=Enquiry.Source.WEB,
            name=f"Somebody {at}",
            email=f"somebody{at}@bench.example",
            where_it_hurts=Enquiry.Where.HIP,
            consented_at=now,
            due_at=now + timedelta(minutes=at),
            created_at=now,
            updated_at=now,
        )
        for at in range(ENQUIRIES)
    )
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    visits = []
    for name in PHYSIOS:
        physio = Practitioner.objects.create(
            name=name, profession=Practitioner.Profession.PHYSIOTHERAPIST
        )
        room = Room.objects.create(site=site, name=f"Room of {name}")
        for day in range(1, BOOKED_DAYS + 1):
            for hour in range(FIRST, LAST + 1):
                if hour == FREE_HOUR:
                    continue
                start = midnight + timedelta(days=day, hours=hour)
                runner = register_runner(
                    name=f"Runner {next(number)}", email="", phone="0491570156", now=now
                )
                visits.append(
                    Appointment(
                        runner=runner, practitioner=physio, room=room, type=kind,
                        starts_at=start, ends_at=start + timedelta(minutes=45),
                        blocked_from=start, blocked_to=start + timedelta(minutes=45),
                        booked_by=dee, created_at=now, updated_at=now,
                    )
                )  # fmt: skip
    Appointment.objects.bulk_create(visits)
    return dee, f"{midnight + timedelta(days=1):%Y-%m-%d}"
