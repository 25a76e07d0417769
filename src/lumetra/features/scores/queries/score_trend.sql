-- Purpose: a score over time: mean and variance, or counts by category, in buckets of some seconds.
-- Slots: label (an expression of text; empty text for numbers), filter. Parameters: project_id, bucket_seconds, those of the slots.
-- Columns: start_s (seconds since 1970), label, scores, mean, variance; by time.
SELECT
    intDiv(toUnixTimestamp(timestamp), {bucket_seconds:UInt32}) * {bucket_seconds:UInt32} AS start_s,
    /* slot:label */ AS label,
    count() AS scores,
    avg(value) AS mean,
    varSamp(value) AS variance
FROM scores FINAL
WHERE project_id = {project_id:String} AND (/* slot:filter */)
GROUP BY start_s, label
ORDER BY start_s, label
LIMIT 20000
