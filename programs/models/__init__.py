"""Programmes, what they prescribe, what was done, and what a physio should see of it."""

from programs.models.alerts import Alert, MorningCheck, Note, Question, Snooze
from programs.models.cases import Case, CaseRestriction, Caution, DrillCaution, PainRule
from programs.models.logs import DrillLog, SessionLog, SessionLogRevision
from programs.models.moves import Move
from programs.models.outcomes import OutcomeMeasure, OutcomeScore
from programs.models.periods import Period, ProgramEvent
from programs.models.plans import Phase, PlannedSession
from programs.models.prescriptions import Prescription
from programs.models.programs import Plan, Program
from programs.models.questionnaires import FormQuestion, Questionnaire, QuestionnaireVersion
from programs.models.readiness import FunctionTest
from programs.models.standings import Standing
from programs.models.templates import ProgramTemplate
from programs.models.thrown import ThrownDraft

__all__ = [
    "Alert",
    "Case",
    "CaseRestriction",
    "Caution",
    "DrillCaution",
    "DrillLog",
    "FormQuestion",
    "FunctionTest",
    "MorningCheck",
    "Move",
    "Note",
    "OutcomeMeasure",
    "OutcomeScore",
    "PainRule",
    "Period",
    "Phase",
    "Plan",
    "PlannedSession",
    "Prescription",
    "Program",
    "ProgramEvent",
    "ProgramTemplate",
    "Question",
    "Questionnaire",
    "QuestionnaireVersion",
    "SessionLog",
    "SessionLogRevision",
    "Snooze",
    "Standing",
    "ThrownDraft",
]
