"""Pages of the bookings app."""

from django.urls import path

from bookings.views import appointments, calls, diary, enquiries, firsts, inbox, marks, replies, reports, selfbooking, visits, waitlist

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
    path("visit/", selfbooking.start, name="self_start"),
    path("visit/who/", selfbooking.who, name="self_who"),
    path("visit/when/", selfbooking.when, name="self_when"),
    path("visit/<uuid:hold_id>/details/", selfbooking.details, name="self_details"),
    path("visit/<uuid:hold_id>/check/", selfbooking.check, name="self_check"),
    path("visit/<uuid:hold_id>/extend/", selfbooking.extend, name="self_extend"),
    path("mine/<str:token>/", visits.my_visit, name="my_visit"),
    path("mine/<str:token>/move/", visits.change, name="my_visit_move"),
    path("mine/<str:token>/cancel/", visits.cancel, name="my_visit_cancel"),
    path("mine/<str:token>/visit.ics", visits.calendar, name="my_visit_calendar"),
    path("waitlist/", waitlist.waitlist, name="waitlist"),
    path("waitlist/people/<uuid:runner_id>/", waitlist.wait, name="wait"),
    path("waitlist/<uuid:entry_id>/withdraw/", waitlist.withdraw, name="withdraw"),
    path("waitlist/offers/<str:token>/", waitlist.offer, name="offer"),
    path("<uuid:appointment_id>/gap/", waitlist.gap, name="gap"),
    path("book/", appointments.book, name="book"),
    path("<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("<uuid:appointment_id>/move/", appointments.move, name="move"),
    path("<uuid:appointment_id>/back/", marks.move_back, name="move_back"),
    path("<uuid:appointment_id>/cancel/", appointments.cancel, name="cancel"),
    path("<uuid:appointment_id>/mark/", marks.mark, name="mark"),
]
