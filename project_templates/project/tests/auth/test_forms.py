"""Forms that cannot be read at all."""

import pytest
from fastapi.testclient import TestClient

BROKEN = [
    ("multipart/form-data", b"--x--"),
    ("multipart/form-data; boundary=x", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
    ("application/x-www-form-urlencoded", b"a=1&" * 2000),
]


@pytest.mark.parametrize("path", ["/auth/token", "/auth/refresh", "/auth/logout"])
@pytest.mark.parametrize(("kind", "body"), BROKEN)
def test_a_form_that_cannot_be_read_is_refused_as_documented(
    client: TestClient, path: str, kind: str, body: bytes
) -> None:
    documented = client.get("/openapi.json").json()["paths"][path]["post"]["responses"]
    reply = client.post(path, content=body, headers={"Content-Type": kind})

    assert reply.status_code == 422
    assert "422" in documented
    assert reply.json()["code"] == "invalid_request"
    assert len(reply.content) < 1000
