"""One good request of each operation of the API, as somebody who may, and what came back."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from clinic.people.actions import make_token
from clinic.people.models import Scope
from programs.models import PlannedSession, ProgramTemplate
from tests import factories
from tests.authorisation.world import World
from tests.factories import NOON, SYDNEY, TODAY

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOMORROW = TODAY + timedelta(days=1)
NINE = datetime.combine(TOMORROW, time(9), tzinfo=SYDNEY)


@dataclass
class Asking:
    """Keeps the request and the answer of each operation."""

    world: World

    def __post_init__(self) -> None:
        self.found: dict[str, dict[str, Any]] = {}
        self.secrets = {
            person: make_token(user=user, name="x", scopes=Scope.values, now=NOON)[1]
            for person, user in self.world.users.items()
            if user
        }

    def ask(self, operation: str, person: str, path: str, sent: Any = None, **headers: str) -> Any:
        """One request; the method is in the name of the operation."""
        method = next(word for ending, word in METHODS.items() if operation.endswith(ending))
        if person != "stranger":
            headers["authorization"] = f"Bearer {self.secrets[person]}"
        words = {} if sent is None else {"data": sent, "content_type": "application/json"}
        answer = getattr(Client(), method)(f"/api/v1/{path}", headers=headers, **words)
        assert answer.status_code < 300, (operation, answer.content)
        kept: dict[str, Any] = {} if sent is None else {"request": json.loads(json.dumps(sent))}
        kept["status"] = str(answer.status_code)
        if answer.content:
            kept["response"] = answer.json()
        self.found[operation] = kept
        return answer

    def everything(self) -> dict[str, dict[str, Any]]:
        """All of them, in one order, with ids that are the same each time."""
        self.library()
        self.programmes()
        self.sessions()
        self.diary()
        self.inbox()
        return plain(dict(sorted(self.found.items())))

    def library(self) -> None:
        """What anybody reads, and who one is."""
        self.ask("drills_list", "stranger", "drills/?page_size=1")
        self.ask("drills_retrieve", "stranger", "drills/glute-bridge/")
        self.ask("routines_list", "stranger", "routines/")
        self.ask("routines_retrieve", "stranger", "routines/pre-run-hip-mobility/")
        self.ask("me_retrieve", "ruth", "me/")

    def programmes(self) -> None:
        """A physio's work."""
        template = self.world.template.pk
        # The two of them were made at one moment; which comes first would be by chance.
        shipped = ProgramTemplate.objects.filter(pk=template)
        shipped.update(created_at=NOON - timedelta(days=1))
        self.ask("program_templates_list", "pia", "program-templates/")
        self.ask("program_templates_retrieve", "pia", f"program-templates/{template}/")
        session = {"name": "Strength", "moment": "strength", "weekdays": [1, 4]}
        dose = {"sets": 3, "reps_min": 8, "reps_max": 12}
        session["prescriptions"] = [{"drill": "glute-bridge", "dose": dose}]
        sent = {"runner": str(self.world.ruth.pk), "title": "Hips", "starts_on": TODAY.isoformat()}
        sent["phases"] = [{"name": "Build up", "sessions": [session]}]
        made = self.ask("programs_create", "pia", "programs/", sent).json()["id"]
        self.ask(
            "programs_activate_create",
            "pia",
            f"programs/{made}/activate/",
            {"why": "As we agreed."},
        )
        read = self.ask("programs_retrieve", "pia", f"programs/{made}/")
        self.ask("programs_hold_create", "pia", f"programs/{made}/hold/", {"why": "A cold."})
        self.ask(
            "programs_resume_create", "pia", f"programs/{made}/resume/", {"why": "Well again."}
        )
        self.ask("programs_stop_create", "pia", f"programs/{made}/stop/", {"why": "Done."})
        self.ask("programs_list", "pia", "programs/?status=stopped")
        ours = self.world.program.pk
        tag = Client().get(
            f"/api/v1/programs/{ours}/",
            headers={"authorization": f"Bearer {self.secrets['pia']}"},
        )["ETag"]
        assert tag != read["ETag"]
        changed = {"title": "Hips and calves"}
        headers = {"if-match": tag}
        self.ask("programs_partial_update", "pia", f"programs/{ours}/", changed, **headers)

    def sessions(self) -> None:
        """A runner's days."""
        program, session = self.world.program.pk, self.world.session.pk
        self.ask("sessions_list", "ruth", f"sessions/?from={TODAY}&to={TODAY}")
        log = {
            "program": str(program), "session": str(session), "state": "done",
            "occurred_at": "2026-11-24T11:30:00+11:00", "pain_during": 2, "effort": 4,
            "minutes": 20, "note": "Went well.", "drills": [],
        }  # fmt: skip
        self.ask("session_logs_update", "ruth", f"session-logs/{uuid4()}/", log)
        self.ask("session_logs_list", "ruth", f"session-logs/?from={TODAY}")
        yesterday = self.world.log.pk
        self.ask("session_logs_retrieve", "ruth", f"session-logs/{yesterday}/")
        answer = {"is_worse": True, "pain": 3, "where": "Left hip"}
        path = f"session-logs/{yesterday}/next-morning/"
        self.ask("session_logs_next_morning_update", "ruth", path, answer)
        weekly = factories.make_program(self.world.ruth, [], weekdays=[TODAY.isoweekday()])
        moved = {"session": str(PlannedSession.objects.get(phase__plan__program=weekly).pk)}
        moved |= {"from_on": TODAY.isoformat(), "to_on": TOMORROW.isoformat()}
        path = f"session-moves/{uuid4()}/"
        self.ask("session_moves_update", "ruth", path, moved)
        self.ask("session_moves_destroy", "ruth", path)

    def diary(self) -> None:
        """Free times and visits."""
        kind, pia = self.world.kind, self.world.users["pia"].practitioner
        kind.is_online = True
        kind.save()
        factories.make_hours(pia, self.world.place, [1, 2, 3, 4, 5], time(9), time(12))
        asked = f"appointment_type={kind.pk}&from={TOMORROW}&to={TOMORROW}"
        self.ask("availability_list", "stranger", f"availability/?{asked}")
        wish = {"appointment_type": str(kind.pk), "site": str(self.world.place.pk)}
        key = {"idempotency-key": str(uuid4())}
        sent = wish | {"starts_at": NINE.isoformat()}
        visit = self.ask("appointments_create", "ruth", "appointments/", sent, **key).json()
        path = f"appointments/{visit['id']}/"
        self.ask("appointments_retrieve", "ruth", path)
        later = (NINE + timedelta(hours=1)).isoformat()
        moved = {"version": visit["version"], "starts_at": later}
        version = self.ask("appointments_partial_update", "dee", path, moved).json()["version"]
        why = {"version": version, "cancel_reason": "sick"}
        self.ask("appointments_cancel_create", "dee", f"{path}cancel/", why)
        self.ask("appointments_list", "ruth", "appointments/?status=cancelled")
        series = {
            "runner": str(self.world.ruth.pk), "appointment_type": str(kind.pk),
            "practitioner": str(pia.pk), "room": str(self.world.appointment.room_id),
            "first_on": (TOMORROW + timedelta(days=1)).isoformat(), "clock": "11:00",
            "every_weeks": 1, "count": 3,
        }  # fmt: skip
        key = {"idempotency-key": str(uuid4())}
        made = self.ask("series_create", "dee", "series/", series, **key).json()["id"]
        self.ask("series_retrieve", "dee", f"series/{made}/")

    def inbox(self) -> None:
        """Enquiries and calls."""
        person = {
            "name": "Nina Ng", "email": "nina@mail.example", "where_it_hurts": "knee",
            "message": "My knee hurts on stairs.", "consent": True,
        }  # fmt: skip
        self.ask("enquiries_create", "stranger", "enquiries/", person)
        path = f"enquiries/{self.world.enquiry.pk}/"
        self.ask("enquiries_partial_update", "dee", path, {"is_urgent": True})
        self.ask("enquiries_list", "dee", "enquiries/?is_urgent=true")
        self.ask("enquiries_retrieve", "dee", path)
        call = {
            "name": "Kim", "phone": "0491 570 157", "where_it_hurts": "ankle",
            "note": "Ring back after 5.", "direction": "in", "outcome": "answered",
        }  # fmt: skip
        self.ask("calls_create", "dee", "calls/", call)


METHODS = {
    "_partial_update": "patch", "_update": "put", "_destroy": "delete", "_create": "post",
    "_list": "get", "_retrieve": "get",
}  # fmt: skip


def plain(found: dict[str, Any]) -> dict[str, Any]:
    """Ids, hashes, cursors and references in the order in which they come: two runs agree."""
    text, known = json.dumps(found), {}

    def named(match: re.Match[str]) -> str:
        return str(known.setdefault(match[0], UUID(int=len(known) + 1, version=4)))

    text = re.sub(r'("digest": ")[0-9a-f]{64}', rf"\g<1>{'0' * 64}", text)
    text = re.sub(r"cursor=[^&\"]+", "cursor=cD1uZXh0", text)
    text = re.sub(r'("reference": ")[^"]+', r"\1AT-2345", text)
    return json.loads(ID.sub(named, text))
