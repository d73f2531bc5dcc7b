-- Adds a value unless it is live. KEYS[1]: the name. ARGV: those of write.lua, ttl in milliseconds, value.
-- Counts 1 = added or 0 = it is live.
local key, value = KEYS[1], ARGV[6]
local s = call('ZSCORE', key, value)
if s and s + 0 > sec then return {count, purged, evicted} end
local expired = call('ZCOUNT', key, '-inf', dead)
local at = ceil((now + ARGV[5]) / precision) * precision
if at > latest then at = latest end
local z = pcall('ZADD', key, format('%.3f', at / 1000), value)
if type(z) == 'table' then return refused(z, key, expired, 1) end
if s then expired = expired - 1 end
purge(key, expired, 1)
outlive(key)
count = 1
return {count, purged, evicted}
