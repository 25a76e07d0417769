-- Purpose: in which hours the rows of some traces lie. Parameters: project_id, trace_ids. Columns: trace_id, first_hour, last_hour.
SELECT trace_id, min(hour) AS first_hour, max(hour) AS last_hour
FROM traces
WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}
GROUP BY trace_id
