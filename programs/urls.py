"""Pages of the programs app."""

from django.urls import path

from programs.views import (
    alerts,
    builder,
    caseload,
    cases,
    giving,
    handouts,
    logs,
    mornings,
    plans,
    runners,
    templates,
)

app_name = "programs"
urlpatterns = [
    path("", plans.index, name="list"),
    path("new/", plans.new, name="new"),
    path("templates/", templates.index, name="templates"),
    path("templates/<uuid:template_id>/", templates.detail, name="template"),
    path("templates/<uuid:template_id>/state/", templates.state, name="template_state"),
    path("templates/<uuid:template_id>/copy/", templates.copy, name="template_copy"),
    path("templates/<uuid:template_id>/words/", templates.words, name="template_words"),
    path(
        "templates/<uuid:template_id>/update/<uuid:program_id>/",
        templates.update,
        name="template_update",
    ),
    path("<uuid:program_id>/template/", templates.save_as, name="template_save"),
    path("caseload/", caseload.caseload, name="caseload"),
    path("alerts/", alerts.index, name="alerts"),
    path("alerts/<uuid:alert_id>/", alerts.step, name="alert"),
    path("runners/<uuid:runner_id>/", runners.runner, name="runner"),
    path("runners/<uuid:runner_id>/summary/", runners.summary, name="summary"),
    path("runners/<uuid:runner_id>/note/", runners.note, name="note"),
    path("questions/<uuid:question_id>/", runners.answer, name="answer"),
    path("runners/<uuid:runner_id>/later/<slug:reason>/", alerts.snooze, name="snooze"),
    path("log/<uuid:session_id>/", logs.log, name="log"),
    path("run/", logs.log_run, name="log_run"),
    path("logs/<uuid:log_id>/", logs.logged, name="logged"),
    path("logs/<uuid:log_id>/change/", logs.log_change, name="log_change"),
    path("logs/<uuid:log_id>/morning/", mornings.morning, name="morning"),
    path("runners/<uuid:runner_id>/case/", cases.new_case, name="new_case"),
    path("cases/<uuid:case_id>/", cases.edit_case, name="case"),
    path("<uuid:program_id>/", plans.detail, name="detail"),
    path("<uuid:program_id>/edit/", builder.edit, name="edit"),
    path("<uuid:program_id>/preview/", plans.preview, name="preview"),
    path("<uuid:program_id>/take-back/", builder.take_back, name="take_back"),
    path("<uuid:program_id>/give/", giving.give, name="give"),
    path("<uuid:program_id>/handout.pdf", handouts.handout, name="handout"),
]
