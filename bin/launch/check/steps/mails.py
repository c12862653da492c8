"""What staff get by e-mail about the clinic and end by themselves, and what texts come from."""

from launch.check.walk import Walk, form_with_button

TITLE = "The clinic in numbers, to the manager"
SAMPLE = f"A test, with made-up people: {TITLE}"
SENDER = {"number": "0491 570 156", "name": "ActivPhysio"}


def alerts(walk: Walk) -> str:
    """Pia stops the e-mails of alerts, and starts them again."""
    pia = walk.browser("Pia Novak")
    page = pia.get("/programs/alerts/").expect(200, "We tell you at pia@demo.example")
    page = pia.submit(page, form_with_button(page, "Stop these e-mails"))
    page.expect(200, "We send you no e-mail when something new waits here.")
    page = pia.submit(page, form_with_button(page, "E-mail me about what is new"))
    page.expect(200, "We tell you at pia@demo.example")
    return "stopped and started again on the page of alerts"


def numbers(walk: Walk) -> str:
    """Max chooses when the clinic's numbers come, and sends himself a sample."""
    max_ = walk.browser("Max Okoro")
    page = max_.get("/bookings/reports/").expect(200, "every Monday at 7 am")
    for button, said in (
        ("E-mail me every working day", "every working day at 7 am"),
        ("Stop these e-mails", "We send you none of these numbers."),
        ("E-mail me every Monday", "every Monday at 7 am"),
    ):
        page = max_.submit(page, form_with_button(page, button)).expect(200, said)
    samples = max_.get("/ops/messages/samples/").expect(200)
    button = f"Send it to me: {TITLE}"
    max_.submit(samples, form_with_button(samples, button)).expect(200, "On its way to max@")
    letter = walk.letter("max@demo.example", SAMPLE)
    return f"on working days, not at all, on Mondays; {letter.subject!r} to {letter.to}"


def sender(walk: Walk) -> str:
    """A name without its state is refused, and one that was applied for is not used yet."""
    max_ = walk.browser("Max Okoro")
    page = max_.get("/ops/messages/sender/").expect(200, "Who chose it")
    refused = max_.submit(page, form_with_button(page, "Save").fill(**SENDER, register="No name"))
    refused.expect(422, "Say how the name stands with the register")
    form = form_with_button(refused, "Save").fill(register="We asked for it")
    words = f"until {SENDER['name']} is on the register"
    max_.submit(refused, form).expect(200, "It counts for texts that leave from now on.", words)
    max_.get("/ops/").expect(200, words)
    return f"refused without its state; texts come from the number {words}"
