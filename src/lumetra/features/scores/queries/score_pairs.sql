-- Purpose: two scores of the same things, as numbers: moments, Pearson's r, errors. Of several scores of one thing the latest counts.
-- Slots: filter, first and second (conditions on a row), thing (the columns that make two scores be of the same thing).
-- Parameters: project_id, those of the slots. Columns: as named; `only_first` and `only_second` are things with one of the two.
SELECT
    countIf(has_first AND has_second) AS pairs,
    countIf(NOT has_second) AS only_first,
    countIf(NOT has_first) AS only_second,
    corrIf(x, y, has_first AND has_second) AS pearson,
    avgIf(abs(x - y), has_first AND has_second) AS mean_error,
    varSampIf(abs(x - y), has_first AND has_second) AS error_variance,
    sqrt(avgIf(pow(x - y, 2), has_first AND has_second)) AS root_mean_square_error,
    avgIf(x, has_first AND has_second) AS first_mean,
    avgIf(y, has_first AND has_second) AS second_mean,
    minIf(x, has_first AND has_second) AS first_lowest,
    maxIf(x, has_first AND has_second) AS first_highest,
    minIf(y, has_first AND has_second) AS second_lowest,
    maxIf(y, has_first AND has_second) AS second_highest
FROM (
    SELECT
        countIf(/* slot:first */) > 0 AS has_first,
        countIf(/* slot:second */) > 0 AS has_second,
        argMaxIf(ifNull(value, 0), timestamp, /* slot:first */) AS x,
        argMaxIf(ifNull(value, 0), timestamp, /* slot:second */) AS y
    FROM scores FINAL
    WHERE project_id = {project_id:String} AND ((/* slot:first */) OR (/* slot:second */)) AND (/* slot:filter */)
    GROUP BY /* slot:thing */
)
