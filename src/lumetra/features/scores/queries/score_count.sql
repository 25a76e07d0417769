-- Purpose: how many scores match. Parameters: project_id, those of the slot. Columns: total.
SELECT count() AS total FROM scores FINAL WHERE project_id = {project_id:String} AND /* slot:filter */
