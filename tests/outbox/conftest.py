import pytest
from launch.provider import Provider

from clinic import env


@pytest.fixture(scope="module")
def provider_process(tmp_path_factory):
    server = Provider(tmp_path_factory.mktemp("provider"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def fake(provider_process, settings):
    """The pretending provider over real sockets, with an empty script, as this clinic's own."""
    known = provider_process.variables()
    provider_process.will()
    settings.MAILERS = {"default": env.mailer(known["MAIL_URL"])}
    settings.MAIL_REPEATS = known["MAIL_REPEATS"]
    settings.SMS_URLS = known["SMS_URLS"].split(",")
    settings.PUSH = {"private_key": known["PUSH_PRIVATE_KEY"], "contact": known["PUSH_CONTACT"]}
    return provider_process
