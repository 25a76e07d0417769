-- Purpose: put newly computed costs on stored rows.
-- Parameters: project_id, first_us and last_us (start times of these rows), trace_ids, and for each row at the same place: keys
--   (trace id, unit separator, id), usages and costs (JSON objects, amounts as text), totals (text, empty: null), estimated,
--   model_ids, tier_ids, tier_names, explanations.
-- Columns: inserted rows replace the stored ones; their version is one higher, so that any later real update still wins.
INSERT INTO observations
WITH indexOf({keys:Array(String)}, concat(trace_id, char(31), id)) AS place
SELECT * REPLACE (
    CAST(JSONExtract({usages:Array(String)}[place], 'Map(String, Float64)'), 'Map(LowCardinality(String), Float64)') AS usage,
    {estimated:Array(Bool)}[place] AS usage_estimated,
    CAST(
        mapApply((key, amount) -> (key, toDecimal128(amount, 18)), JSONExtract({costs:Array(String)}[place], 'Map(String, String)')),
        'Map(LowCardinality(String), Decimal(38, 18))'
    ) AS cost,
    toDecimal128OrNull({totals:Array(String)}[place], 18) AS total_cost,
    {model_ids:Array(String)}[place] AS model_id,
    {tier_ids:Array(String)}[place] AS pricing_tier_id,
    {tier_names:Array(String)}[place] AS pricing_tier_name,
    {explanations:Array(String)}[place] AS cost_explanation,
    now64(6) AS updated_at,
    row_version + 1 AS row_version
)
FROM (
    SELECT *
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND start_time >= fromUnixTimestamp64Micro({first_us:Int64}, 'UTC')
      AND start_time <= fromUnixTimestamp64Micro({last_us:Int64}, 'UTC')
      AND trace_id IN {trace_ids:Array(String)}
      AND has({keys:Array(String)}, concat(trace_id, char(31), id))
      AND type != 'TRACE'
)
