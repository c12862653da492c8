"""Pages of the bookings app."""

from django.urls import path

from bookings.views import (
    appointments,
    calls,
    diary,
    enquiries,
    firsts,
    inbox,
    marks,
    replies,
    reports,
)

app_name = "bookings"
urlpatterns = [
    path("enquire/", enquiries.enquire, name="enquire"),
    path("enquire/done/<str:receipt>/", enquiries.enquired, name="enquired"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<uuid:enquiry_id>/", inbox.enquiry, name="enquiry"),
    path("inbox/<uuid:enquiry_id>/call/", inbox.add_call, name="add_call"),
    path("inbox/<uuid:enquiry_id>/reply/", inbox.reply, name="reply"),
    path("inbox/<uuid:enquiry_id>/book/", appointments.convert, name="convert"),
    path("inbox/<uuid:enquiry_id>/first/", firsts.book_first, name="book_first"),
    path("replies/", replies.replies, name="replies"),
    path("replies/new/", replies.new, name="new_reply"),
    path("replies/<uuid:reply_id>/", replies.edit, name="edit_reply"),
    path("calls/new/", calls.log_call, name="log_call"),
    path("calls/people/", calls.people, name="call_people"),
    path("diary/", diary.diary, name="diary"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:name>.csv", reports.report_csv, name="report_csv"),
    path("book/", appointments.book, name="book"),
    path("<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("<uuid:appointment_id>/move/", appointments.move, name="move"),
    path("<uuid:appointment_id>/back/", marks.move_back, name="move_back"),
    path("<uuid:appointment_id>/cancel/", appointments.cancel, name="cancel"),
    path("<uuid:appointment_id>/mark/", marks.mark, name="mark"),
]
