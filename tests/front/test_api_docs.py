"""The page about the API says what the schema says, of every operation."""

from tests.authorisation.gather import operations


def test_every_operation_stands_there_with_its_scope(client, db):
    page = client.get("/api/docs/")
    text = page.content.decode()

    for method, path in operations():
        assert f"{method} <code>{path}</code>" in text
    assert text.count("<h3>") == len(operations())
    assert "Scope: <code>logs:write</code>" in text
    assert "Anybody may ask." in text
    assert "One of: active, completed, draft, on_hold, stopped." in text
    assert "* `" not in text
    assert text.count("<summary>What comes back") == len(operations()) - 1
    assert "&quot;pain_during&quot;: 2" in text


def test_it_needs_no_script_and_is_asked_from_nobody_else(client, db):
    page = client.get("/api/docs/")

    assert b"<script" not in page.content
    assert b'src="http' not in page.content
    assert client.post("/api/docs/").status_code == 405
