"""Sockets: limits, origins and close codes."""

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from .asking import introduce, socket, subscribe


@pytest.fixture
def tight(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHQL_MAX_SUBSCRIPTIONS", "2")
    monkeypatch.setenv("GRAPHQL_CONNECTIONS", "1")
    monkeypatch.setenv("GRAPHQL_ALLOWED_ORIGINS", "https://app.example.org, https://b.example.org")


@pytest.mark.usefixtures("tight")
def test_a_socket_has_a_limit_of_operations(client: TestClient) -> None:
    with socket(client) as session:
        introduce(session)
        subscribe(session, id_="1")
        subscribe(session, id_="2")
        third = {"id": "3", "type": "subscribe", "payload": {"query": "{ __typename }"}}
        session.send_json(third)
        reply = session.receive_json()

    assert (reply["id"], reply["type"]) == ("3", "error")
    assert reply["payload"][0]["message"] == "Subscription limit reached"


@pytest.mark.usefixtures("tight")
def test_the_number_of_sockets_is_limited(client: TestClient) -> None:
    with socket(client) as session:
        introduce(session)
        with pytest.raises(WebSocketDisconnect), socket(client):
            pass
    with socket(client) as session:
        introduce(session)


@pytest.fixture
def impatient(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHQL_INIT_TIMEOUT", "0.1")


@pytest.mark.usefixtures("impatient")
def test_a_silent_client_is_disconnected(client: TestClient) -> None:
    with socket(client) as session, pytest.raises(WebSocketDisconnect) as closed:
        session.receive_json()

    assert closed.value.code == 4408


@pytest.mark.usefixtures("tight")
@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("http://testserver", True),
        ("http://testserver:80", True),
        ("https://b.example.org", True),
        ("https://evil.example.org", False),
        ("null", False),
    ],
)
def test_other_origins_must_be_allowed(client: TestClient, origin: str, welcome: bool) -> None:
    if welcome:
        with socket(client, Origin=origin) as session:
            introduce(session)
    else:
        with pytest.raises(WebSocketDisconnect), socket(client, Origin=origin):
            pass


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 4400),
        ("[]", 4400),
        ("[" * 10_000, 4400),
        ('{"type": ' + "9" * 5000 + "}", 4400),
        ('{"type": "nothing"}', 4400),
        (r'{"type": "\ud800"}', 4400),
        (r'{"type": "subscribe", "id": "\udfff", "payload": {"query": "{ __typename }"}}', 4400),
        (r'{"type": "subscribe", "id": "1", "payload": {"query": "\ud800"}}', 4400),
        (
            r'{"type": "subscribe", "id": "1", "payload": {"query": "{a}", "operationName": "\ud800"}}',
            4400,
        ),
        ('{"type": "subscribe"}', 4400),
        ('{"type": "subscribe", "id": [], "payload": {"query": "{ __typename }"}}', 4400),
        ('{"type": "subscribe", "id": "1", "payload": 1}', 4400),
        ('{"type": "subscribe", "id": "1", "payload": {"query": 1}}', 4400),
        ('{"type": "subscribe", "id": "1", "payload": {"query": "é"}}', 4400),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": "x"}}'.replace("x", 300 * "x"),
            4400,
        ),
        ('{"type": "connection_init"}', 4429),
    ],
)
def test_an_invalid_message_closes_the_socket_and_is_not_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, text: str, code: int
) -> None:
    with socket(client) as session, pytest.raises(WebSocketDisconnect) as closed:
        introduce(session)
        session.send_text(text)
        session.receive_json()

    assert closed.value.code == code
    assert len(closed.value.reason.encode()) <= 123
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
