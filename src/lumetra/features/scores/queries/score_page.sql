-- Purpose: one page of scores, newest first. Parameters: project_id, row_limit, row_offset, those of the slots. Columns: the whole row.
SELECT *
FROM scores FINAL
WHERE project_id = {project_id:String} AND /* slot:after */ AND /* slot:filter */
ORDER BY timestamp DESC, id DESC
LIMIT {row_limit:UInt32} OFFSET {row_offset:UInt32}
