-- Purpose: the scores of some sessions themselves. Parameters: project_id, session_ids. Columns: the whole row, by session and time.
SELECT *
FROM scores FINAL
WHERE project_id = {project_id:String} AND session_id IN {session_ids:Array(String)}
ORDER BY session_id, timestamp, id
