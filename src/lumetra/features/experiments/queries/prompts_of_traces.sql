-- Which versions of which prompts the generations of these traces used.
-- Parameters: project_id, trace_ids. No slots.
-- Columns: name, version.
SELECT DISTINCT prompt_name AS name, assumeNotNull(prompt_version) AS version
FROM observations FINAL
WHERE project_id = {project_id:String}
    AND trace_id IN {trace_ids:Array(String)}
    AND type != 'TRACE'
    AND prompt_name != ''
    AND prompt_version IS NOT NULL
ORDER BY name, version
LIMIT 20
