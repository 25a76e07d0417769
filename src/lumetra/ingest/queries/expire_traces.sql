-- purpose: take what is known of a project's traces off the disk for the hours before a moment
-- parameters: project_id, before (a full hour)
-- columns: none; the mutation runs in the background and touches only parts that hold such rows
ALTER TABLE traces DELETE WHERE project_id = {project_id:String} AND hour < {before:DateTime('UTC')}
