-- What executions were given and said: the item's root where it is known, else the root of the trace.
-- Parameters: project_id, trace_ids, ids, length (characters of each text). No slots.
-- Columns: trace_id, id, input, output, status_message, expected_output, is_named.
SELECT
    trace_id,
    id,
    substringUTF8(input, 1, {length:UInt32}) AS input,
    substringUTF8(output, 1, {length:UInt32}) AS output,
    status_message,
    substringUTF8(experiment_item_expected_output, 1, {length:UInt32}) AS expected_output,
    id IN {ids:Array(String)} AS is_named
FROM observations FINAL
WHERE project_id = {project_id:String}
    AND trace_id IN {trace_ids:Array(String)}
    AND type != 'TRACE'
    AND (parent_id = '' OR id IN {ids:Array(String)})
