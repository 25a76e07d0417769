-- The scores most often given to the calls of several prompts, or to the traces these calls are in, for the prompts' list.
-- Parameters: project_id; names Array(String); since (time).
-- Columns: prompt, name, count, mean; at most three scores a prompt, the most frequent first.
WITH calls AS
(
    SELECT toString(prompt_name) AS prompt, trace_id, id
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND prompt_name IN {names:Array(String)}
      AND type != 'TRACE'
      AND start_time >= {since:DateTime64(6, 'UTC')}
)
SELECT prompt, name, count() AS count, avg(value) AS mean
FROM
(
    SELECT c.prompt AS prompt, s.name AS name, assumeNotNull(s.value) AS value
    FROM scores AS s FINAL
    INNER JOIN calls AS c ON s.trace_id = c.trace_id AND s.observation_id = c.id
    WHERE s.project_id = {project_id:String} AND s.data_type IN ('NUMERIC', 'BOOLEAN') AND s.value IS NOT NULL
    UNION ALL
    SELECT c.prompt AS prompt, s.name AS name, assumeNotNull(s.value) AS value
    FROM scores AS s FINAL
    INNER JOIN (SELECT DISTINCT prompt, trace_id FROM calls) AS c ON s.trace_id = c.trace_id
    WHERE s.project_id = {project_id:String} AND s.observation_id = '' AND s.data_type IN ('NUMERIC', 'BOOLEAN') AND s.value IS NOT NULL
)
GROUP BY prompt, name
ORDER BY prompt, count DESC, name
LIMIT 3 BY prompt
