-- Purpose: which conditions one trace or session meets. Parameters: project_id, key, those of the slots. Columns: of the slot.
SELECT /* slot:columns */
FROM observations FINAL
WHERE project_id = {project_id:String} AND /* slot:key */ = {key:String}
GROUP BY /* slot:key */
