-- Purpose: a score by one of its own columns.
-- Slots: key (an expression of text), label (of text; empty text for numbers), filter. Parameters: project_id, those of the slots.
-- Columns: key, label, scores, mean, variance; the most frequent first.
SELECT /* slot:key */ AS key, /* slot:label */ AS label, count() AS scores, avg(value) AS mean, varSamp(value) AS variance
FROM scores FINAL
WHERE project_id = {project_id:String} AND (/* slot:filter */)
GROUP BY key, label
ORDER BY sum(scores) OVER (PARTITION BY key) DESC, key, scores DESC
LIMIT 1000
