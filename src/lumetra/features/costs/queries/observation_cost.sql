-- Purpose: what one observation cost and why. Parameters: project_id, id, trace_id (empty: any).
-- Columns: where it is, its usage, costs and explanation; the newest first, at most one.
SELECT
    trace_id, id, toUnixTimestamp64Micro(observations.start_time) AS start_us, type, model, usage, usage_units, usage_problems,
    usage_estimated, provided_usage, provided_cost, cost, total_cost, model_id, pricing_tier_id, pricing_tier_name, cost_explanation
FROM observations FINAL
WHERE project_id = {project_id:String} AND id = {id:String} AND ({trace_id:String} = '' OR trace_id = {trace_id:String})
  AND type != 'TRACE'
ORDER BY observations.start_time DESC
LIMIT 1
