-- purpose: take a project's scores off the disk that were given before a moment
-- parameters: project_id, before
-- columns: none; the mutation runs in the background and touches only parts that hold such rows
ALTER TABLE scores DELETE WHERE project_id = {project_id:String} AND timestamp < {before:DateTime('UTC')}
