-- Purpose: which projects ever stored something of a trace, for a public link that names no project: the caller asks each of them
-- whether it shares the trace (bloom filter). Parameters: trace_id, row_limit. Columns: project_id.
SELECT project_id
FROM traces
WHERE trace_id = {trace_id:String}
GROUP BY project_id
ORDER BY project_id
LIMIT {row_limit:UInt32}
