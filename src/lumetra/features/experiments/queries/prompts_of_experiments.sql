-- Which versions of which prompts experiments used, in the traces that spans reported and in those that clients linked.
-- Parameters: project_id, experiment_ids, linked_experiments and linked_traces (of equal length, one pair an execution). No slots.
-- Columns: experiment_id, name, version; at most 20 versions an experiment.
WITH runs AS (
    SELECT DISTINCT experiment_id, trace_id FROM observations
    WHERE project_id = {project_id:String} AND experiment_id IN {experiment_ids:Array(String)}
    UNION DISTINCT
    SELECT pair.1 AS experiment_id, pair.2 AS trace_id
    FROM (SELECT arrayJoin(arrayZip({linked_experiments:Array(String)}, {linked_traces:Array(String)})) AS pair)
)
SELECT DISTINCT runs.experiment_id AS experiment_id, o.name AS name, o.version AS version
FROM (
    SELECT DISTINCT trace_id, prompt_name AS name, assumeNotNull(prompt_version) AS version FROM observations FINAL
    WHERE project_id = {project_id:String} AND trace_id IN (SELECT trace_id FROM runs) AND type != 'TRACE'
        AND prompt_name != '' AND prompt_version IS NOT NULL
) AS o
INNER JOIN runs ON runs.trace_id = o.trace_id
ORDER BY experiment_id, name, version
LIMIT 20 BY experiment_id
