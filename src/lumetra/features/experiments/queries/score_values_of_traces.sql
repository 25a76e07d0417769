-- The newest value of every score of these traces (given to the trace or to anything inside it), by name.
-- Parameters: project_id, trace_ids. No slots.
-- Columns: trace_id, name, data_type, value (0 or 1 of BOOLEAN), string_value.
SELECT
    s.trace_id AS trace_id,
    s.name AS name,
    argMax(s.data_type, (s.timestamp, s.id)) AS data_type,
    argMax(s.value, (s.timestamp, s.id)) AS value,
    argMax(s.string_value, (s.timestamp, s.id)) AS string_value
FROM scores AS s FINAL
WHERE s.project_id = {project_id:String}
    AND s.trace_id IN {trace_ids:Array(String)}
    AND s.data_type IN ('NUMERIC', 'BOOLEAN', 'CATEGORICAL')
GROUP BY s.trace_id, s.name
