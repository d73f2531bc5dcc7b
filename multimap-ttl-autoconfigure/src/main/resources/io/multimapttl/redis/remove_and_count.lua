-- Removes a value and counts. KEYS[1]: the name. ARGV: those of write.lua, value.
-- Counts 1 = it was live. The three numbers are followed by: how many values are live now. The key may be gone by then, so that
-- is known beforehand.
local key, value = KEYS[1], ARGV[5]
local s = call('ZSCORE', key, value)
local expired = call('ZCOUNT', key, '-inf', dead)
local size = call('ZCARD', key) - expired
if not s then return {count, purged, evicted, size} end
if s + 0 > sec then count = 1 else expired = expired - 1 end
call('ZREM', key, value)
purge(key, expired, 1)
outlive(key)
return {count, purged, evicted, size - count}
