-- purpose: take a project's observations off the disk that began before a moment
-- parameters: project_id, before (a full hour, so that no version of a row stays behind)
-- columns: none; the mutation runs in the background and touches only parts that hold such rows
ALTER TABLE observations DELETE WHERE project_id = {project_id:String} AND start_time < {before:DateTime('UTC')}
