"""bin/test migrates its database once, and again when a migration or a package changes."""

import pytest
from launch import clusters, paths


@pytest.fixture
def product(checkout):
    """A checkout with one migration."""
    paths.requirements("dev").write_text("django==6.1.3\n")
    for app in clusters.APPS:
        (checkout / app).mkdir(exist_ok=True)
    (checkout / "clinic" / "settings.py").write_text("INSTALLED_APPS = []\n")
    folder = checkout / "clinic" / "people" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("operations = []\n")
    return checkout


@pytest.mark.parametrize(
    "changed",
    [
        "clinic/people/migrations/0001_initial.py",
        "clinic/people/migrations/0002_more.py",
        "clinic/settings.py",
        "requirements-dev.txt",
    ],
)
def test_what_decides_about_the_tables_makes_it_migrate_again(product, changed):
    before = clusters.fingerprint()
    assert clusters.fingerprint() == before

    (product / changed).write_text("changed = True\n")

    assert clusters.fingerprint() != before


def test_what_decides_nothing_about_them_does_not(product):
    before = clusters.fingerprint()

    (product / "clinic" / "people" / "views.py").write_text("changed = True\n")

    assert clusters.fingerprint() == before


def test_a_server_of_ones_own_is_left_as_it_is(product, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/theirs")

    assert clusters.lay(tmp_path) is False
