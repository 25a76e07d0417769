-- purpose: remove from disk what was hidden by a deletion; the empty shell (ids only) stays, so that a replay finds it deleted
-- parameters: none
-- columns: none; the mutation runs in the background and touches only parts that hold such rows
ALTER TABLE observations DELETE WHERE is_deleted = 0 AND (project_id, toStartOfHour(start_time), trace_id, id) IN (
    SELECT project_id, toStartOfHour(start_time), trace_id, id
    FROM observations
    WHERE (project_id, toStartOfHour(start_time), trace_id, id) IN (
        SELECT project_id, toStartOfHour(start_time), trace_id, id
        FROM observations
        WHERE is_deleted = 1 AND updated_at >= now() - INTERVAL 2 DAY
    )
    GROUP BY project_id, toStartOfHour(start_time), trace_id, id
    HAVING argMax(is_deleted, row_version) = 1
)
