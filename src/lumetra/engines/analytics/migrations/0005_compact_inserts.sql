-- A block of ingestion becomes one file instead of some 250, one for each stream of each column: creating files was half of an
-- insert's CPU (28-35 µs a row, now 14-16, blocks of 8 000 rows; python -m bench.stages). Merges make wide parts of them.
ALTER TABLE observations MODIFY SETTING min_bytes_for_wide_part = 67108864;
