-- Purpose: the traces that ever belonged to a session, oldest first, from the small table of traces. Those that left it, and deleted
-- ones, are still among them: whoever reads the rows drops them. Parameters: project_id, session_id, row_limit.
-- Columns: trace_id, started, ended.
SELECT trace_id, min(traces.start_time) AS started, max(traces.end_time) AS ended
FROM traces
WHERE project_id = {project_id:String}
  AND trace_id IN (SELECT trace_id FROM traces WHERE project_id = {project_id:String} AND has(session_ids, {session_id:String}))
GROUP BY trace_id
ORDER BY started, trace_id
LIMIT {row_limit:UInt32}
