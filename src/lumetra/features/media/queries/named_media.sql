-- purpose: which of these media the texts of one project's observations name, found through the index of words
-- parameters: project_id, media_ids
-- columns: media_id
SELECT DISTINCT media_id
FROM
(
    SELECT arrayJoin(extractAll(
        concat(input, ' ', output, ' ', arrayStringConcat(mapValues(metadata), ' ')),
        '@@@langfuseMedia:[^@]*?\\bid=([A-Za-z0-9_-]{1,64})'
    )) AS media_id
    FROM observations FINAL
    WHERE project_id = {project_id:String} AND hasAllTokens(search_text, ['langfusemedia'])
)
WHERE media_id IN {media_ids:Array(String)}
