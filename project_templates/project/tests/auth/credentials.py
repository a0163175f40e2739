"""Somebody who may do what every new account may do."""

from fastapi.testclient import TestClient

EMAIL, PASSWORD = "ada@example.org", "correct horse"
FORM = {"username": EMAIL, "password": PASSWORD}


def credentials(client: TestClient) -> dict[str, str]:
    """The Authorization header of a new login; the account is made if it is not there."""
    client.post("/auth/register", json={"email": EMAIL, "password": PASSWORD})
    pair = client.post("/auth/token", data=FORM).json()
    return {"Authorization": f"Bearer {pair['access_token']}"}
