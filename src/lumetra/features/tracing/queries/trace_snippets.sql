-- Purpose: pieces of the texts of some traces around the first of some words, one line a trace and text. Parameters: project_id,
-- window_start, window_end (µs), trace_ids, words (lower case), before, length (characters). Columns: trace_id, field, piece.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT trace_id, field, any(substringUTF8(content, greatest(1, toInt64(place) - {before:Int64}), {length:UInt32})) AS piece
FROM
(
    SELECT
        trace_id, texts.1 AS field, texts.2 AS content,
        arrayMin(arrayFilter(at -> at > 0, arrayMap(word -> positionUTF8(lowerUTF8(content), word), {words:Array(String)}))) AS place
    FROM
    (
        SELECT trace_id, arrayJoin([('input', input), ('output', output), ('name', toString(name)), ('status_message', status_message)]) AS texts
        FROM observations FINAL
        PREWHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}
        WHERE observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
          AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
    )
)
WHERE place > 0
GROUP BY trace_id, field
