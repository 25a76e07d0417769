-- The trace that an observation belongs to.
-- Parameters: project_id, id. No slots. Columns: trace_id.
SELECT trace_id FROM observations WHERE project_id = {project_id:String} AND id = {id:String} LIMIT 1
