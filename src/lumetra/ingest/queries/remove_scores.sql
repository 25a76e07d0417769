-- purpose: hide scores of one project at once: those named, and those of the traces named
-- parameters: project_id, trace_ids, ids, version (newer than everything received so far)
-- columns: inserted rows replace the stored ones as deleted, with nothing of their content left
INSERT INTO scores (project_id, id, timestamp, trace_id, created_at, updated_at, row_version, is_deleted)
SELECT project_id, id, timestamp, trace_id, created_at, now64(6), {version:UInt64}, 1
FROM scores FINAL
WHERE project_id = {project_id:String}
  AND (id IN {ids:Array(String)} OR (trace_id != '' AND trace_id IN {trace_ids:Array(String)}))
