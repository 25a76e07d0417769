-- Purpose: how often each value, category, or bin of values occurs; the most frequent 1000.
-- Slots: label (an expression of text or number), filter. Parameters: project_id, low and width (of bins; width 0: values), those of the slots.
-- Columns: label, scores.
SELECT /* slot:label */ AS label, count() AS scores
FROM scores FINAL
WHERE project_id = {project_id:String} AND (/* slot:filter */)
GROUP BY label
ORDER BY scores DESC, label
LIMIT 1000
