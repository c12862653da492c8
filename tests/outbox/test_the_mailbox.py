from django.core.mail import EmailMessage

from clinic.outbox.mailbox import EmailBackend


def letter(name):
    return EmailMessage(
        "Hello", "Body", "a@b.example", ["c@d.example"], headers={"Message-ID": name}
    )


def test_the_demo_mailbox_drops_a_repeated_message_id(tmp_path):
    provider = EmailBackend(folder=str(tmp_path / "mail"), alias="default")

    provider.send_messages([letter("<1@clinic.example>")])
    provider.send_messages([letter("<1@clinic.example>"), letter("<2@clinic.example>")])

    names = sorted(file.name for file in (tmp_path / "mail").iterdir())
    assert names == ["1@clinic.example.eml", "2@clinic.example.eml"]
