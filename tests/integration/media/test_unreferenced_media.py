"""Media go from the disk when their traces are gone and nothing else names them, and never under the hands of who needs them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import sqlalchemy as sa

from lumetra.domain.ids import new_id
from lumetra.engines.jobs import JobState
from lumetra.features.media.find_references import find_unknown
from lumetra.features.media.jobs import KIND
from lumetra.features.media.remove_unreferenced import Remover
from lumetra.features.media.signed_links import LinkSigner
from lumetra.features.media.tables import MediaRow
from lumetra.features.media.uploads import Media
from tests.builders.projects import TestProject
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp

LONG_AGO = datetime.now(UTC) - timedelta(days=2)


def announce(client: httpx2.Client, content: bytes, **use: str) -> dict[str, str | None]:
    """Say that a content is used, in the input of trace `gone` unless told otherwise."""
    sha256 = base64.b64encode(hashlib.sha256(content).digest()).decode()
    body = {"contentType": "text/plain", "contentLength": len(content), "sha256Hash": sha256, "field": "input"}
    return client.post("/api/public/media", json={**body, **(use or {"traceId": "gone"})}).raise_for_status().json()


def upload(client: httpx2.Client, content: bytes, **use: str) -> str:
    """Announce and put a content; its id."""
    answer = announce(client, content, **use)
    client.put(answer["uploadUrl"], content=content).raise_for_status()
    return str(answer["mediaId"])


def age(running: RunningApp, project: TestProject) -> None:
    """As if all of it had been announced two days ago."""
    with running.engines.database.session() as session:
        session.execute(sa.update(MediaRow).where(MediaRow.project_id == project.id).values(updated_at=LONG_AGO))


def is_there(client: httpx2.Client, media_id: str) -> bool:
    return client.get(f"/api/public/media/{media_id}").status_code == 200


def token(media_id: str) -> str:
    return f"@@@langfuseMedia:type=text/plain|id={media_id}|source=bytes@@@"


def clean(running: RunningApp) -> None:
    """Run the job to its end."""
    jobs = running.engines.jobs
    assert jobs.wait(jobs.submit(KIND, {}, key=new_id()), timeout_seconds=120).state == JobState.SUCCEEDED


def test_the_bytes_go_when_the_trace_is_gone_and_nothing_names_them(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    media_id = upload(client, new_id().encode())
    files = [blob.key for blob in running.engines.blobs.list(f"media/{project.id}")]
    assert len(files) == 1
    age(running, project)
    clean(running)
    assert not is_there(client, media_id)
    assert list(running.engines.blobs.list(f"media/{project.id}")) == []


def test_what_was_just_announced_or_whose_trace_is_there_stays(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id = new_id()
    insert(running.engines.analytics, "observations", [observation(project.id, trace_id, new_id())])
    used = upload(client, new_id().encode(), traceId=trace_id)
    item = upload(client, new_id().encode(), datasetId="d", datasetItemId="i")
    age(running, project)
    fresh = upload(client, new_id().encode())
    clean(running)
    assert [is_there(client, media_id) for media_id in (used, item, fresh)] == [True, True, True]


def test_what_other_texts_name_stays(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    in_text, in_item, in_prompt = (upload(client, new_id().encode()) for _ in range(3))
    insert(running.engines.analytics, "observations", [observation(project.id, new_id(), new_id(), input=token(in_text))])
    client.post("/api/public/v2/datasets", json={"name": "files"}).raise_for_status()
    client.post("/api/public/dataset-items", json={"datasetName": "files", "input": {"file": token(in_item)}}).raise_for_status()
    client.post(
        "/api/public/v2/prompts", json={"name": "reads", "type": "text", "prompt": f"Read {token(in_prompt)}"}
    ).raise_for_status()
    age(running, project)
    clean(running)
    assert [is_there(client, media_id) for media_id in (in_text, in_item, in_prompt)] == [True, True, True]


@pytest.fixture
def remover(running: RunningApp) -> Remover:
    media = Media(running.engines.database, running.engines.blobs, LinkSigner(b"any"), lambda: datetime.now(UTC))
    return Remover(media, running.engines.analytics, [])


def withdraw_all(remover: Remover) -> Callable[[], int]:
    """Withdraw what nothing refers to; what is returned removes it."""
    withdrawn, after = [], ("", "")
    while True:
        page = remover.withdraw(after)
        if page.last is None:
            return lambda: remover.remove(withdrawn)
        withdrawn += page.withdrawn
        after = page.last


def test_who_announces_a_withdrawn_content_is_asked_for_its_bytes_and_keeps_them(
    running: RunningApp, project: TestProject, client: httpx2.Client, remover: Remover
) -> None:
    content = new_id().encode()
    media_id = upload(client, content)
    assert announce(client, content, traceId="another")["uploadUrl"] is None
    age(running, project)
    remove = withdraw_all(remover)
    url = announce(client, content, traceId="new")["uploadUrl"]
    assert url is not None
    remove()
    client.put(url, content=content).raise_for_status()
    assert is_there(client, media_id)


def test_who_comes_after_the_removal_uploads_anew(
    running: RunningApp, project: TestProject, client: httpx2.Client, remover: Remover
) -> None:
    content = new_id().encode()
    media_id = upload(client, content)
    age(running, project)
    withdraw_all(remover)()
    assert not is_there(client, media_id)
    assert upload(client, content, traceId="new") == media_id
    assert is_there(client, media_id)


def test_who_announces_a_content_while_it_is_looked_at_keeps_it(
    running: RunningApp, project: TestProject, client: httpx2.Client, remover: Remover
) -> None:
    content = new_id().encode()
    media_id = upload(client, content)
    age(running, project)
    withdraw_all(remover)  # and the process dies before it removes anything
    age(running, project)
    remove = withdraw_all(remover)
    media = Media(running.engines.database, running.engines.blobs, LinkSigner(b"any"), lambda: datetime.now(UTC))
    assert find_unknown(media, project.id, {"file": token(media_id)}) == []
    remove()
    assert is_there(client, media_id)
