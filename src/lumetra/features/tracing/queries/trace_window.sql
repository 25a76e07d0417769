-- Purpose: in which hours the rows of one trace lie. Parameters: project_id, trace_id. Columns: first_hour, last_hour, hours.
SELECT min(hour) AS first_hour, max(hour) AS last_hour, count() AS hours
FROM traces
WHERE project_id = {project_id:String} AND trace_id = {trace_id:String}
