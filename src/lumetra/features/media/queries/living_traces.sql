-- purpose: which of these traces of one project still have rows
-- parameters: project_id, trace_ids
-- columns: trace_id
SELECT DISTINCT trace_id
FROM traces
WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}
