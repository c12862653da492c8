"""A watch: shows what is due today, and logs the first of it once the wearer says how it went.

STEADY_URL=https://clinic.example STEADY_TOKEN=... python watch.py [PAIN EFFORT]
"""

import os
import sys
from datetime import datetime
from uuid import uuid4

from steady_client import AuthenticatedClient
from steady_client.api.session_logs import session_logs_update
from steady_client.api.sessions import sessions_list
from steady_client.models import LogState, SessionLogRequest


def main(said: list[str]) -> int:
    """Print a line for each session of today; with pain and effort, log the first that is due."""
    url, token = os.environ["STEADY_URL"], os.environ["STEADY_TOKEN"]
    now = datetime.now().astimezone()
    with AuthenticatedClient(url, token, raise_on_unexpected_status=True) as client:
        page = sessions_list.sync(client=client, from_=now.date(), to=now.date())
        due = [one for one in page.results if one.state.value == "due"]
        for one in page.results:
            print(f"{one.session_name}: {one.state.value}, {one.minutes} minutes")
        if not said or not due:
            return 0
        pain, effort = (int(number) for number in said)
        log = SessionLogRequest(
            program=due[0].program,
            session=due[0].session,
            occurred_at=now,
            state=LogState.DONE,
            pain_during=pain,
            effort=effort,
        )
        # The id is ours: a watch that hears no answer sends the same again, and it counts once.
        kept = session_logs_update.sync(uuid4(), client=client, body=log)
        print(f"Logged {due[0].session_name} as revision {kept.revision}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
