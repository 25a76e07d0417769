-- Purpose: a score by what is known of the trace or observation it judges; a score of a trace with two models counts under both.
-- Slots: key (an expression of text over rows of observations), label (of text; empty text for numbers), filter.
-- Parameters: project_id, those of the slots. Columns: key, label, scores, mean, variance; the most frequent first.
WITH judged AS (
    SELECT trace_id, observation_id, value, /* slot:label */ AS label
    FROM scores FINAL
    WHERE project_id = {project_id:String} AND (/* slot:filter */)
),
known AS (
    -- Traces by all that their observations say, and judged observations by their own: joined apart, so that neither swells the other.
    SELECT trace_id, '' AS observation_id, /* slot:key */ AS key
    FROM observations FINAL
    WHERE project_id = {project_id:String} AND key != ''
      AND trace_id IN (SELECT trace_id FROM judged WHERE trace_id != '' AND observation_id = '')
    GROUP BY trace_id, key
    UNION ALL
    SELECT trace_id, id AS observation_id, /* slot:key */ AS key
    FROM observations FINAL
    WHERE project_id = {project_id:String} AND key != ''
      AND trace_id IN (SELECT trace_id FROM judged WHERE observation_id != '')
      AND id IN (SELECT observation_id FROM judged WHERE observation_id != '')
    GROUP BY trace_id, id, key
)
SELECT known.key AS key, judged.label AS label, count() AS scores, avg(judged.value) AS mean, varSamp(judged.value) AS variance
FROM judged
LEFT JOIN known USING (trace_id, observation_id)
GROUP BY key, label
ORDER BY sum(scores) OVER (PARTITION BY key) DESC, key, scores DESC
LIMIT 1000
