-- Reads a page of a name, expired values too. KEYS[1]: the name. ARGV: now, the cursor, about how many values.
-- Reply: {now in seconds as text, the cursor of the next page, '0' if this was the last, then values, each with its score
-- behind it}
local page, out = call('ZSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3]), {dead}
out[2] = page[1]
for i = 1, #page[2] do out[2 + i] = page[2][i] end
return out
