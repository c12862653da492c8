import io
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command

from bookings.actions.enquiries import answer_due
from bookings.actions.letters import receive_mail, reply
from bookings.actions.threads import merge_enquiry
from bookings.mailbox import BIGGEST, MOST_CHARACTERS, Unreadable, read_mail
from bookings.models import Enquiry, Letter
from clinic.outbox.models import Message
from tests.factories import NOON, make_enquiry

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def letter(text="My heel is sore.", **headers) -> EmailMessage:
    mail = EmailMessage()
    known = {"From": "Kai Ito <Kai@Mail.example>", "Subject": "My heel", "Message-ID": "<1@kai>"}
    for name, value in (known | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def arrive(mail, now=NOON) -> Enquiry:
    return receive_mail(mail=read_mail(mail.as_bytes()), now=now)


def test_a_mail_of_somebody_new_is_an_enquiry_with_a_receipt():
    enquiry = arrive(letter())

    assert (enquiry.source, enquiry.state, enquiry.name) == ("email", "new", "Kai Ito")
    assert (enquiry.email, enquiry.due_at) == ("kai@mail.example", answer_due(NOON))
    kept = enquiry.letters.get()
    assert (kept.direction, kept.text, kept.subject) == ("in", "My heel is sore.", "My heel")
    assert Message.objects.get().kind == "enquiry-received"


def test_the_same_mail_twice_comes_in_once():
    first, again = arrive(letter()), arrive(letter())

    assert first == again
    assert (Enquiry.objects.count(), Letter.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_an_answer_to_our_mail_joins_its_thread_and_wakes_it(dee):
    nina = make_enquiry()
    reply(enquiry=nina, text="When can you come?", by=dee, now=NOON)
    ours = Message.objects.get()

    joined = arrive(letter(In_Reply_To=f"<{ours.pk}@clinic.example>"), LATER)

    nina.refresh_from_db()
    assert joined == nina
    assert (nina.state, nina.due_at) == ("open", answer_due(LATER))
    assert Message.objects.count() == 1


@pytest.mark.parametrize("subject", ["Re: Your enquiry {}", "re: your enquiry {}"])
def test_a_reference_in_the_subject_finds_the_thread_also_of_a_closed_one(subject):
    nina = make_enquiry(state="closed", close_reason="no_reply")

    arrive(letter(Subject=subject.format(nina.reference).lower()), LATER)

    nina.refresh_from_db()
    assert (nina.state, nina.close_reason, Enquiry.objects.count()) == ("open", "", 1)


def test_a_mail_to_a_merged_enquiry_joins_the_thread_that_it_is_part_of():
    nina, again = make_enquiry(), make_enquiry("Nina N")
    merge_enquiry(enquiry=again, into=nina, now=NOON)

    assert arrive(letter(Subject=f"Re: {again.reference}")) == nina


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<x.y>"}]
)
def test_what_a_machine_wrote_is_kept_for_a_look_and_never_answered(headers):
    enquiry = arrive(letter(**headers))

    assert enquiry.is_doubtful
    assert not Message.objects.exists()


def test_a_machine_does_not_wake_a_thread():
    nina = make_enquiry(state="waiting")

    arrive(letter(Subject=f"Away: {nina.reference}", Auto_Submitted="auto-replied"))

    nina.refresh_from_db()
    assert (nina.state, nina.letters.count()) == ("waiting", 1)


def test_attachments_are_counted_and_not_kept():
    mail = letter()
    for name in ("scan.pdf", "foot.jpg"):
        mail.add_attachment(b"secret", maintype="application", subtype="pdf", filename=name)

    kept = arrive(mail).letters.get()

    assert (kept.left_out, kept.text) == (2, "My heel is sore.")


def test_a_mail_of_html_alone_is_read_as_words():
    mail = letter()
    mail.set_content("<style>p {}</style><p>Sore &amp; stiff</p><script>x()</script>", "html")

    assert arrive(mail).letters.get().text == "Sore & stiff"


def test_a_long_mail_is_cut_and_says_so():
    kept = arrive(letter("sore " * MOST_CHARACTERS)).letters.get()

    assert (len(kept.text), kept.is_cut) == (MOST_CHARACTERS, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\0\0",
        b"From: nobody\r\n\r\nHello",
        b"From: a@b.example\r\n\r\n" + b"x" * BIGGEST,
    ],
)
def test_what_cannot_be_answered_or_is_too_big_is_given_back(raw):
    with pytest.raises(Unreadable):
        read_mail(raw)


@pytest.mark.parametrize(
    "raw",
    [
        (
            b"From: a@b.example\r\nSubject: =?u?q?x?=\r\nContent-Type: text/plain; charset=x\r\n"
            b"\r\n\xe9"
        ),
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
        b"From: a@b.example\r\nMessage-ID: <" + b"i" * 900 + b">\r\nSubject: \xff\0\r\n\r\n\0",
    ],
)
def test_odd_mails_come_in_all_the_same(raw):
    enquiry = receive_mail(mail=read_mail(raw), now=NOON)

    assert enquiry.letters.count() == 1


def test_the_mail_server_hands_over_by_a_command(monkeypatch, capsys):
    class Input:
        buffer = io.BytesIO(letter().as_bytes())

    monkeypatch.setattr("sys.stdin", Input)
    call_command("receive_mail")
    assert Enquiry.objects.get().reference in capsys.readouterr().out

    with pytest.raises(CommandError) as refusal:
        call_command("receive_mail")
    assert refusal.value.returncode == 65


def receipts():
    return Message.objects.filter(kind="enquiry-received").count()


def test_a_sender_gets_one_receipt_an_hour_and_every_mail_is_kept():
    arrive(letter())
    arrive(letter(Message_ID="<2@kai>"), now=NOON + timedelta(minutes=59))
    assert (receipts(), Enquiry.objects.count()) == (1, 2)

    arrive(letter(Message_ID="<3@kai>"), now=NOON + timedelta(minutes=120))

    assert (receipts(), Enquiry.objects.count()) == (2, 3)


def test_a_flood_of_forged_senders_is_kept_and_stops_being_answered(monkeypatch):
    monkeypatch.setattr("bookings.actions.letters.RECEIPTS_AN_HOUR", 3)
    for number in range(5):
        arrive(letter(From=f"n{number}@mail.example", Message_ID=f"<{number}@x>"))

    assert (receipts(), Enquiry.objects.count()) == (3, 5)
