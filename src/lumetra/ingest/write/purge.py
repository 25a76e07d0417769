"""Physical removal: takes deleted content off the disk some time after a deletion has hidden it."""

from __future__ import annotations

from lumetra.engines.analytics import Analytics, load_statement


def purge_deleted(analytics: Analytics) -> None:
    """Remove what deletions of the last two days have hidden. Run it at least once a day.

    Deleted rows whose content is gone already are not counted, so an hour without deletions costs one cheap query a table.
    """
    for table, statement in (("observations", "purge_observations"), ("scores", "purge_scores")):
        (counts,) = analytics.select(
            f"SELECT count() AS hidden FROM {table} WHERE is_deleted = 1 AND updated_at >= now() - INTERVAL 2 DAY"
        )
        if counts["hidden"]:
            analytics.execute(load_statement("lumetra.ingest", statement).text)
