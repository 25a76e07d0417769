-- Purpose: the hour of the newest data of a project, to anchor the first window of a list; read from the end of the sorting key.
-- Parameters: project_id. Columns: newest (DateTime); no row when there is no data.
SELECT hour AS newest
FROM traces
WHERE project_id = {project_id:String}
ORDER BY hour DESC
LIMIT 1
