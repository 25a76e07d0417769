-- purpose: hide some observations of one project at once
-- parameters: project_id, trace_ids (to find them quickly), ids, version (newer than everything received so far)
-- columns: inserted rows replace the stored ones as deleted, with nothing of their content left
INSERT INTO observations (project_id, trace_id, id, type, start_time, created_at, updated_at, row_version, is_deleted)
SELECT project_id, trace_id, id, type, start_time, created_at, now64(6), {version:UInt64}, 1
FROM observations FINAL
WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)} AND id IN {ids:Array(String)}
