-- Words of every language, found through an index. `search_text` is what free text looks in: name, status, input, output and
-- the values of the metadata, folded (Unicode NFKC case folding) and, where it is not plain ASCII, with a space around every
-- character of a script that writes without spaces, so that one Chinese or Japanese character is one token and a word of a
-- spaced script (Latin, Cyrillic, Arabic, …) is one. `\n` and `\t` inside JSON text are separators, not the letters n and t.
-- The same rules in Python: lumetra.querylang.words. The index must name the expression itself, not the alias.
ALTER TABLE observations ADD COLUMN IF NOT EXISTS search_text String ALIAS
    if(isValidASCII(concat(name, ' ', status_message, ' ', input, ' ', output, ' ', arrayStringConcat(mapValues(metadata), ' '))),
       replaceAll(replaceAll(lower(concat(name, ' ', status_message, ' ', input, ' ', output, ' ', arrayStringConcat(mapValues(metadata), ' '))), '\\n', ' '), '\\t', ' '),
       replaceRegexpAll(replaceAll(replaceAll(normalizeUTF8NFKCCasefold(concat(name, ' ', status_message, ' ', input, ' ', output, ' ', arrayStringConcat(mapValues(metadata), ' '))), '\\n', ' '), '\\t', ' '),
                        '[^\\x00-\\x7F\\p{Latin}\\p{Greek}\\p{Cyrillic}\\p{Armenian}\\p{Hebrew}\\p{Arabic}\\p{Georgian}\\p{Devanagari}\\p{Bengali}\\p{Tamil}\\p{Telugu}\\p{M}]', ' \\0 '));
ALTER TABLE observations ADD INDEX IF NOT EXISTS search_words
    if(isValidASCII(concat(name, ' ', status_message, ' ', input, ' ', output, ' ', arrayStringConcat(mapValues(metadata), ' '))),
       replaceAll(replaceAll(lower(concat(name, ' ', status_message, ' ', input, ' ', output, ' ', arrayStringConcat(mapValues(metadata), ' '))), '\\n', ' '), '\\t', ' '),
       replaceRegexpAll(replaceAll(replaceAll(normalizeUTF8NFKCCasefold(concat(name, ' ', status_message, ' ', input, ' ', output, ' ', arrayStringConcat(mapValues(metadata), ' '))), '\\n', ' '), '\\t', ' '),
                        '[^\\x00-\\x7F\\p{Latin}\\p{Greek}\\p{Cyrillic}\\p{Armenian}\\p{Hebrew}\\p{Arabic}\\p{Georgian}\\p{Devanagari}\\p{Bengali}\\p{Tamil}\\p{Telugu}\\p{M}]', ' \\0 '))
    TYPE text(tokenizer = 'splitByNonAlpha');
ALTER TABLE observations MATERIALIZE INDEX search_words;
