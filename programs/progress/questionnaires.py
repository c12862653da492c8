"""Reads of the clinic's questionnaires."""

from django.db.models import Count, F, Q

from clinic.people.models import Principal
from programs.models import Questionnaire, QuestionnaireVersion


def in_force(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The version that is asked of the next runner, with its questions; two queries."""
    versions = questionnaire.versions.prefetch_related("questions").select_related("made_by")
    return versions.get(number=questionnaire.version)


def listed_questionnaires(user: Principal) -> list[QuestionnaireVersion]:
    """The version in force of each, those on offer first; `asked` counts its questions.

    One query.
    """
    return list(
        QuestionnaireVersion.objects.filter(
            questionnaire__in=Questionnaire.objects.visible_to(user),
            number=F("questionnaire__version"),
        )
        .select_related("questionnaire")
        .annotate(asked=Count("questions", filter=~Q(questions=None)))
        .order_by("-questionnaire__is_offered", "title", "pk")
    )
