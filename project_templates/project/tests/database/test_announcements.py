"""Topics of the announcements of changes."""

from typing import Any

from fastapi.testclient import TestClient


def test_changes_are_published_on_a_topic_of_the_application(client: TestClient) -> None:
    published: list[str] = []

    async def publish(topic: str, _: Any) -> str:
        published.append(topic)
        return "1"

    client.app_state["publish"] = publish
    item = client.post("/items", json={"name": "Lamp", "price_cents": 1}).json()
    client.patch(f"/items/{item['id']}", json={"name": "Light"}, headers={"If-Match": "*"})
    client.delete(f"/items/{item['id']}", headers={"If-Match": "*"})

    assert len(published) == 3
    assert set(published) <= set(client.app_state["own_topics"])
