-- Scores of the calls of each version of a prompt, and of the traces these calls are in.
-- Parameters: project_id; names Array(String), the prompt's present and former names; since, until (times, half open).
-- Columns: version, name, level ('observation' or 'trace'), count, mean, variance, lowest, highest, is_boolean (all values are yes or no).
WITH calls AS
(
    SELECT assumeNotNull(prompt_version) AS version, trace_id, id
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND prompt_name IN {names:Array(String)}
      AND prompt_version IS NOT NULL
      AND type != 'TRACE'
      AND start_time >= {since:DateTime64(6, 'UTC')}
      AND start_time < {until:DateTime64(6, 'UTC')}
)
SELECT
    version, name, level,
    count() AS count, avg(value) AS mean, varSamp(value) AS variance, min(value) AS lowest, max(value) AS highest, min(boolean) AS is_boolean
FROM
(
    SELECT c.version AS version, s.name AS name, 'observation' AS level, assumeNotNull(s.value) AS value, s.data_type = 'BOOLEAN' AS boolean
    FROM scores AS s FINAL
    INNER JOIN calls AS c ON s.trace_id = c.trace_id AND s.observation_id = c.id
    WHERE s.project_id = {project_id:String} AND s.data_type IN ('NUMERIC', 'BOOLEAN') AND s.value IS NOT NULL
    UNION ALL
    SELECT c.version AS version, s.name AS name, 'trace' AS level, assumeNotNull(s.value) AS value, s.data_type = 'BOOLEAN' AS boolean
    FROM scores AS s FINAL
    INNER JOIN (SELECT DISTINCT version, trace_id FROM calls) AS c ON s.trace_id = c.trace_id
    WHERE s.project_id = {project_id:String} AND s.observation_id = '' AND s.data_type IN ('NUMERIC', 'BOOLEAN') AND s.value IS NOT NULL
)
GROUP BY version, name, level
ORDER BY version DESC, name, level
