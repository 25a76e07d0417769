-- Purpose: the hour of the newest and of the oldest data of a project, to anchor the first window of a list.
-- Parameters: project_id. Columns: newest, oldest (DateTime, the epoch when there is none).
SELECT max(hour) AS newest, min(hour) AS oldest FROM traces WHERE project_id = {project_id:String}
