"""Every page asks the database as often for one of everything as for three of everything.

One line for each page: how many queries it costs, signing in included. A page without a line
fails, so does a line that no longer holds: whoever adds a query sees it here, and says why.
Drawings cost a page of drills two or three (figures, their pictures, the small ones inside of the
page) once any drill has one, so a page counted on drills without drawings costs more here.
"""

import re

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.authorisation.gather import addresses
from tests.factories import NOON
from tests.programs.crowd import build

pytestmark = pytest.mark.django_db
SIZES = (1, 3)
# Who asks, the page, what its address names, and the queries.
PAGES = """
pia   programs:list                                      4
pia   programs:new                                       5
pia   programs:templates                                 3
pia   programs:template            template             12
pia   programs:template            own template         12
pia   programs:template_edit       own template          4
pia   programs:template_edit       opened template      14
pia   programs:template_preview    own template         12
pia   programs:template_words      own template          3
pia   programs:template_save       program               4
pia   programs:caseload                                  4
pia   programs:alerts                                    6
pia   programs:runner              runner               29
pia   programs:summary             runner               26
pia   programs:outcomes            runner                8
pia   programs:new_case            runner                3
pia   programs:case                case                  4
pia   programs:questionnaires                            3
pia   programs:questionnaire_new                         2
pia   programs:questionnaire       questionnaire         6
pia   programs:questionnaire_edit  questionnaire         5
pia   programs:detail              program              19
pia   programs:detail              draft                11
pia   programs:changes             program              12
pia   programs:version             version              11
pia   programs:edit                program               4
pia   programs:edit                draft                15
pia   programs:edit                opened               16
pia   programs:preview             program              12
pia   programs:preview             draft                11
pia   programs:give                program               4
pia   programs:handout             program              13
pia   phone_code                   runner                4
pia   drills:list                                        7
pia   drills:detail                drill                 7
pia   drills:edit                  drill                 5
pia   drills:history               drill                 4
pia   drills:media                 drill                 4
pia   drills:media_words           media                 3
pia   drills:new                                         4
pia   drills:review                                      3
pia   drills:routine               routine               7
pia   drills:routines                                    4
pia   drills:figure                drill                 9
pia   drills:figure_review         drill                 6
pia   drills:figures                                     4
ruth  home                                              11
ruth  begin                                              8
ruth  ask                                                7
ruth  settings                                           3
ruth  cues                                               3
ruth  own_data                                           3
ruth  start                                              2
ruth  programs:calendar                                  8
ruth  programs:progress                                 14
ruth  programs:detail              program              13
ruth  programs:handout             program              13
ruth  programs:shell                                     2
ruth  programs:pack                                     16
ruth  programs:key                                       3
ruth  programs:pictures                                 14
ruth  programs:play                session              11
ruth  programs:move                session               7
ruth  programs:log                 session               7
ruth  programs:log_run                                   3
ruth  programs:logged              log                   9
ruth  programs:log_change          log                   8
ruth  programs:morning             log                   3
ruth  programs:outcome             outcome               3
"""
# They only take what is sent to them: asked for a page, they say 405.
STEPS = """
programs:alert                alert
programs:alert_mails
programs:answer               question
programs:ask_form             runner
programs:bring_back           thrown
programs:note                 runner
programs:move_back            move
programs:questionnaire_state  questionnaire
programs:snooze               runner reason
programs:status               program
programs:stop_outcome         outcome
programs:take_back            program
programs:template_copy        template
programs:template_state       template
programs:template_update      template update
programs:test                 program
drills:figure_preview         drill
drills:media_step             media
drills:state                  drill
"""
# Files, whose one query is counted where they are served; a code on paper, which only leads on and
# is counted in its own test; sign-in, which knows no runner's rows.
ELSEWHERE = {"drills:media_file", "drills:figure_file", "programs:scan"}
OURS = re.compile(r"(programs|drills):|(home|begin|ask|own_data|settings|cues|start|phone_code)$")


def rows(table: str) -> list[list[str]]:
    """The cells of a table; what an address names may be empty."""
    return [re.split(r"\s{2,}", line) for line in table.strip().splitlines()]


def page_of(row: list[str]) -> tuple[str, str, str, int]:
    """(who, name, words, queries) of a line."""
    who, name, *words, queries = row
    return who, name, words[0] if words else "", int(queries)


TABLE = [page_of(row) for row in rows(PAGES)]
BARE = [(name, words[0] if words else "") for name, *words in rows(STEPS)]


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker):
    """What each page asked, and how long it was, in a clinic of each size."""
    found: dict[tuple[str, str, str], list[tuple[list[str], int]]] = {}
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False):
        for size in SIZES:
            with transaction.atomic():
                crowd = build(size)
                # Cleaned up in between, the tables of a transaction look empty to the planner,
                # and a page that joins thousands of rows takes minutes.
                connection.cursor().execute("ANALYZE")
                clients = {"pia": Client(), "ruth": Client()}
                clients["pia"].force_login(crowd.pia.user)
                clients["ruth"].force_login(crowd.ruth.user)
                for who, name, words, _ in TABLE:
                    path = reverse(name, kwargs=crowd.words[words])
                    found.setdefault((who, name, words), []).append(look(clients[who], path))
                transaction.set_rollback(True)
    return found


def look(client: Client, path: str) -> tuple[list[str], int]:
    """The second look at a page: what a process learns once is no page's cost."""
    queries: list[str] = []
    for _ in range(2):
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
            assert answer.status_code == 200, f"{path} answered {answer.status_code}"
            transaction.set_rollback(True)
        queries = [one["sql"] for one in captured.captured_queries]
        body = b"".join(answer) if answer.streaming else answer.content
    return [sql for sql in queries if "SAVEPOINT" not in sql], len(body)


@pytest.mark.parametrize(
    ("who", "name", "words", "queries"), TABLE, ids=[" ".join(row[:3]) for row in TABLE]
)
def test_a_page_costs_the_same_in_a_clinic_of_any_size(asked, who, name, words, queries):
    (few, _), (many, _) = asked[who, name, words]
    more = [sql for sql in many if sql not in few]

    assert len(many) == len(few), "\n".join(more)
    assert len(few) == queries, "\n".join(few)


def test_every_page_has_its_line():
    known = {name for _, name, _, _ in TABLE} | {name for name, _ in BARE} | ELSEWHERE

    assert {name for name in addresses() if OURS.match(name)} == known


@pytest.mark.parametrize(("name", "words"), BARE)
def test_what_has_no_line_shows_no_page(db, name, words):
    with time_machine.travel(NOON, tick=False):
        crowd = build(1)
        client = Client()
        client.force_login(crowd.pia.user)

        answer = client.get(reverse(name, kwargs=crowd.words[words]))

    assert answer.status_code == 405
