-- Purpose: how often each value (or bin of values) of one score goes with each of another, over the things that have both.
-- Slots: filter, first and second (conditions on a row), thing, x and y (expressions of text over `value` and `string_value`).
-- Parameters: project_id, those of the slots. Columns: x, y, pairs.
SELECT x, y, count() AS pairs
FROM (
    SELECT
        argMaxIf(/* slot:x */, timestamp, /* slot:first */) AS x,
        argMaxIf(/* slot:y */, timestamp, /* slot:second */) AS y
    FROM scores FINAL
    WHERE project_id = {project_id:String} AND ((/* slot:first */) OR (/* slot:second */)) AND (/* slot:filter */)
    GROUP BY /* slot:thing */
    HAVING countIf(/* slot:first */) > 0 AND countIf(/* slot:second */) > 0
)
GROUP BY x, y
ORDER BY pairs DESC, x, y
LIMIT 2500
