-- Purpose: Spearman's ρ of two scores of the same things: Pearson's r of their ranks, equal values sharing the middle of theirs
-- (the engine's own rankCorr knows no ties). Of several scores of one thing the latest counts.
-- Slots: filter, first and second (conditions on a row), thing. Parameters: project_id, those of the slots. Columns: spearman.
SELECT corr(x_rank, y_rank) AS spearman
FROM (
    SELECT
        rank() OVER (ORDER BY x) + (count() OVER (PARTITION BY x) - 1) / 2 AS x_rank,
        rank() OVER (ORDER BY y) + (count() OVER (PARTITION BY y) - 1) / 2 AS y_rank
    FROM (
        SELECT
            argMaxIf(ifNull(value, 0), timestamp, /* slot:first */) AS x,
            argMaxIf(ifNull(value, 0), timestamp, /* slot:second */) AS y
        FROM scores FINAL
        WHERE project_id = {project_id:String} AND ((/* slot:first */) OR (/* slot:second */)) AND (/* slot:filter */)
        GROUP BY /* slot:thing */
        HAVING countIf(/* slot:first */) > 0 AND countIf(/* slot:second */) > 0
    )
)
