"""Changes are told where nobody else may speak."""

from typing import Any

from fastapi.testclient import TestClient


def test_every_change_is_told_on_a_topic_of_the_application(client: TestClient) -> None:
    told: list[str] = []

    async def publish(topic: str, _: Any) -> str:
        told.append(topic)
        return "1"

    client.app_state["publish"] = publish
    item = client.post("/items", json={"name": "Lamp", "price_cents": 1}).json()
    client.patch(f"/items/{item['id']}", json={"name": "Light"}, headers={"If-Match": "*"})
    client.delete(f"/items/{item['id']}", headers={"If-Match": "*"})

    assert len(told) == 3
    assert set(told) <= set(client.app_state["own_topics"])
