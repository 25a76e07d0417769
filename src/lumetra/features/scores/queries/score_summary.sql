-- Purpose: the numbers of one score: how many, mean, spread, quantiles.
-- Slots: filter (a condition). Parameters: project_id, those of the slot. Columns: as named; quantiles are 5, 25, 50, 75, 95 %.
SELECT
    count() AS scores,
    uniqExact(value) AS levels,
    avg(value) AS mean,
    varSamp(value) AS variance,
    min(value) AS lowest,
    max(value) AS highest,
    quantilesExactInclusive(0.05, 0.25, 0.5, 0.75, 0.95)(ifNull(value, 0)) AS quantiles
FROM scores FINAL
WHERE project_id = {project_id:String} AND isNotNull(value) AND (/* slot:filter */)
