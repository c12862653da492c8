from launch import packages

LISTING = """\
:env:.cert='/somewhere/ca.pem'
global.index-url='https://index.example/simple'
global.cert='/elsewhere/ca.pem'
global.extra-index-url='https://one.example/simple https://two.example/simple'
install.index-url='https://install.example/simple'
freeze.index-url='https://freeze.example/simple'
"""


def test_pips_own_order_of_strength_is_kept():
    settings = packages.parse_settings(LISTING)

    assert settings["cert"] == "/somewhere/ca.pem"
    assert settings["index-url"] == "https://install.example/simple"


def test_uv_is_told_the_same_index(tmp_path):
    settings = packages.parse_settings(LISTING)

    told = packages.uv_environment(settings, {"HOME": str(tmp_path)})

    assert told["UV_DEFAULT_INDEX"] == "https://install.example/simple"
    assert told["SSL_CERT_FILE"] == "/somewhere/ca.pem"
    assert "UV_INDEX" not in told


def test_the_callers_own_setting_for_uv_wins(tmp_path):
    settings = packages.parse_settings(LISTING)
    base = {"HOME": str(tmp_path), "UV_DEFAULT_INDEX": "https://mine.example/simple"}

    assert packages.uv_environment(settings, base)["UV_DEFAULT_INDEX"] == base["UV_DEFAULT_INDEX"]


def test_additional_sources_are_kept_for_a_second_try():
    more = packages.with_extras(packages.parse_settings(LISTING), {})

    assert more["UV_INDEX"] == "https://one.example/simple https://two.example/simple"
    assert packages.with_extras({}, {}) is None


def test_a_machine_without_an_index_uses_its_folders_at_once(tmp_path):
    settings = {"no-index": "true", "find-links": "/wheels"}

    told = packages.uv_environment(settings, {"HOME": str(tmp_path)})

    assert told["UV_FIND_LINKS"] == "/wheels"
