-- Purpose: which conditions one observation meets. Parameters: project_id, trace_id, id, those of the slot. Columns: of the slot.
SELECT /* slot:columns */
FROM observations FINAL
WHERE project_id = {project_id:String} AND trace_id = {trace_id:String} AND observations.id = {id:String} AND type != 'TRACE'
LIMIT 1
