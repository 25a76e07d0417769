-- Merges of a few wide parts took 400 to 450 MiB at once: all columns of all parts open together, blocks of 10 MiB from each part,
-- and up to 1 GiB of words before the index of words was flushed. Column by column with small blocks they take half of it, and
-- less CPU (python -m bench.merges).
ALTER TABLE observations MODIFY SETTING
    vertical_merge_algorithm_min_rows_to_activate = 1,
    merge_max_block_size_bytes = 1048576,
    text_index_max_memory_usage_before_flush = 16777216,
    max_parts_to_merge_at_once = 16;
