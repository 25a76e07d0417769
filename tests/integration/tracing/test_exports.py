"""Filtered rows as files."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import httpx2
import pyarrow.parquet as pq

from tests.builders.projects import TestProject
from tests.builders.rows import NOW, insert, observation
from tests.builders.running_app import RunningApp


def test_filtered_rows_are_taken_away_in_three_forms(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    rows = [
        observation(project.id, f"t{n}", f"o{n}", start_time=NOW - timedelta(seconds=n), name="=1+1" if n == 1 else "步骤", tags=["a"],
                    level="ERROR" if n % 2 else "DEFAULT")
        for n in range(700)
    ]  # fmt: skip
    insert(running.engines.analytics, "observations", rows)
    url = f"/api/v1/projects/{project.id}/exports"
    wanted = [f"o{n}" for n in range(1, 700, 2)]
    answer = client.get(f"{url}/observations", params={"filter": "level:ERROR"})
    assert answer.headers["content-disposition"] == 'attachment; filename="observations.csv"'
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in table] == wanted
    assert (table[0]["name"], table[1]["name"], table[0]["tags"]) == ("'=1+1", "步骤", '["a"]')
    lines = client.get(f"{url}/observations", params={"filter": "level:ERROR", "format": "jsonl"}).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == wanted
    file = client.get(f"{url}/traces", params={"filter": "level:ERROR", "format": "parquet"}).content
    assert pq.read_table(io.BytesIO(file))["id"].to_pylist() == [f"t{n}" for n in range(1, 700, 2)]
    assert len(client.get(f"{url}/observations", params={"format": "jsonl", "limit": 3}).text.splitlines()) == 3
    assert client.get(f"{url}/observations", params={"order": "nonsense.asc"}).status_code == 400
    empty = client.get(f"{url}/observations", params={"filter": "name:none", "format": "parquet"})
    assert empty.status_code == 200
