-- purpose: the traces of all projects with rows of the last hours, for a process that begins to store
-- parameters: since (µs since 1970; rows started in or after its hour), limit
-- columns: project_id, trace_id
SELECT DISTINCT project_id, trace_id
FROM traces
WHERE hour >= toStartOfHour(fromUnixTimestamp64Micro({since:Int64}, 'UTC'))
LIMIT {limit:UInt32}
