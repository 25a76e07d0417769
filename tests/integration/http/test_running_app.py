"""The application starts on an empty data directory and answers."""

import httpx2

from tests.builders.running_app import RunningApp


def test_the_application_answers_over_http(anonymous: httpx2.Client) -> None:
    response = anonymous.get("/api/openapi.json")
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "Lumetra"


def test_both_schemas_exist_after_the_start(running: RunningApp) -> None:
    tables = {row["name"] for row in running.engines.analytics.select("SHOW TABLES")}
    assert {"observations", "traces", "scores"} <= tables
    with running.engines.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT 1").scalar() == 1
