"""What the front desk does most, with 60 enquiries and a full diary loaded."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from django.utils import timezone

from bench.hands import DESK, PHONE, Hands, Task

if TYPE_CHECKING:
    from bookings.models import Appointment

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


def fill_a_cancellation(hands: Hands) -> None:
    """A visit was cancelled: offer its time to whom it suits best."""
    hands.click("[data-keys] [data-open]")
    hands.click("[data-primary]")
    hands.see("Offered to ")


def book_oneself(hands: Hands) -> None:
    """A visitor books a first visit on the site, without an account."""
    hands.click("#id_flags_0")
    hands.click("#id_kind_0")
    hands.click("main [data-primary]", decides=False)
    hands.click("main [data-primary]")
    hands.click("main .rows a")
    hands.click("main form button[name=at]")
    hands.page.locator("#id_name").focus()
    hands.think()
    hands.type("Vic Visitor")
    hands.press("Tab")
    hands.type("vic@visitor.example")
    hands.click("#id_consent")
    hands.click("main [data-primary]", decides=False)
    hands.click("main [data-primary]")
    hands.arrive("Your visit is booked")


def tasks(day: str) -> list[Task]:
    """Each with its budget (ux.md C, 6 to 9 and the wait list)."""
    diary = f"/bookings/diary/?day={day}"
    # Another day than the one on which the caller gets the first free time, once today is over.
    later = f"/bookings/diary/?day={date.fromisoformat(day) + timedelta(days=1)}"
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
            "front desk moves a visit by keys", "dee", later, move_a_visit,
            clicks=0, keys=8, seconds=10, size=DESK,
        ),
        Task(
            "front desk fills a cancellation from the wait list", "dee", "/bookings/waitlist/",
            fill_a_cancellation, clicks=3, keys=0, seconds=15, size=DESK,
        ),
        Task(
            "visitor books a first visit", "nobody", "/bookings/visit/", book_oneself,
            clicks=9, keys=60, seconds=120, size=PHONE,
        ),
    ]  # fmt: skip


def free_a_time(visit: "Appointment", dee: object, now: datetime) -> None:
    """One visit is cancelled, somebody waits for its time, and visits can be booked online."""
    from bookings.actions.appointments import cancel_appointment
    from bookings.actions.waitlist import join_waitlist
    from bookings.models import WorkingHours
    from clinic.people.actions import register_runner

    visit.type.is_online = True
    visit.type.save()
    WorkingHours.objects.bulk_create(
        WorkingHours(
            practitioner=visit.practitioner, site=visit.room.site, weekday=day,
            opens=time(FIRST), closes=time(LAST + 1),
        )
        for day in range(1, 8)
    )  # fmt: skip
    cancel_appointment(appointment=visit, reason="sick", version=1, by=dee, now=now)
    waiting = register_runner(name="Wim", email="wim@bench.example", now=now)
    join_waitlist(runner=waiting, facts={"type": visit.type}, now=now)


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
    free_a_time(visits[-1], dee, now)
    return dee, f"{midnight + timedelta(days=1):%Y-%m-%d}"
