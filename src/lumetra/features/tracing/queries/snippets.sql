-- Purpose: a piece of every text around the first of some words, for rows whose keys are known. Parameters: project_id, hours
-- (seconds), trace_ids, ids, words (lower case), before, length (characters). Columns: trace_id, id, <text>_piece, empty without a hit.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT
    trace_id,
    id,
    if(arrayMin(name_at) = 0, '', name) AS name_piece,
    if(arrayMin(status_at) = 0, '', substringUTF8(status_message, 1, {length:UInt32})) AS status_message_piece,
    if(arrayMin(input_at) = 0, '', substringUTF8(input, greatest(1, toInt64(arrayMin(input_at)) - {before:Int64}), {length:UInt32})) AS input_piece,
    if(arrayMin(output_at) = 0, '', substringUTF8(output, greatest(1, toInt64(arrayMin(output_at)) - {before:Int64}), {length:UInt32})) AS output_piece
FROM
(
    SELECT
        trace_id, id, toString(name) AS name, status_message, input, output,
        arrayFilter(place -> place > 0, arrayMap(word -> positionUTF8(lowerUTF8(toString(name)), word), {words:Array(String)})) AS name_at,
        arrayFilter(place -> place > 0, arrayMap(word -> positionUTF8(lowerUTF8(status_message), word), {words:Array(String)})) AS status_at,
        arrayFilter(place -> place > 0, arrayMap(word -> positionUTF8(lowerUTF8(input), word), {words:Array(String)})) AS input_at,
        arrayFilter(place -> place > 0, arrayMap(word -> positionUTF8(lowerUTF8(output), word), {words:Array(String)})) AS output_at
    FROM observations FINAL
    PREWHERE project_id = {project_id:String}
         AND toStartOfHour(start_time) IN (SELECT toDateTime(arrayJoin({hours:Array(Int64)}), 'UTC'))
         AND trace_id IN {trace_ids:Array(String)}
         AND id IN {ids:Array(String)}
)
