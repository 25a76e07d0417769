-- purpose: bring the trace attributes on stored rows up to date, all rows of some traces of one project at once
-- parameters: project_id, first and last (hours that hold rows of these traces, µs since 1970), trace_ids, and for each trace at
--   the same place: names, users, sessions, releases, versions, tags, public, bookmarked
-- columns: inserted rows replace the stored ones; their version is one higher, so that any later real update still wins
INSERT INTO observations (/* slot:columns */)
WITH indexOf({trace_ids:Array(String)}, trace_id) AS place
SELECT * REPLACE (
    {names:Array(String)}[place] AS trace_name,
    {users:Array(String)}[place] AS user_id,
    {sessions:Array(String)}[place] AS session_id,
    if(release = '' OR type = 'TRACE', {releases:Array(String)}[place], release) AS release,
    if(version = '' OR type = 'TRACE', {versions:Array(String)}[place], version) AS version,
    {tags:Array(Array(String))}[place] AS tags,
    {public:Array(Bool)}[place] AS public,
    {bookmarked:Array(Bool)}[place] AS bookmarked,
    now64(6) AS updated_at,
    row_version + 1 AS row_version
)
FROM (
    SELECT /* slot:selected */
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND toStartOfHour(start_time) BETWEEN toStartOfHour(fromUnixTimestamp64Micro({first:Int64}, 'UTC'))
                                        AND toStartOfHour(fromUnixTimestamp64Micro({last:Int64}, 'UTC'))
      AND trace_id IN {trace_ids:Array(String)}
)
