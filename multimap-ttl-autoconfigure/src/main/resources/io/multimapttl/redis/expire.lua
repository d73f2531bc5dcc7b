-- Gives a live value a new expiry. KEYS[1]: the name. ARGV: now, ttl in milliseconds or '', precision in milliseconds,
-- expiry in seconds as text or '', purge budget, value.
-- Reply: {1 = it was live, values purged}
local key, at, value = KEYS[1], ARGV[4], ARGV[6]
local s = call('ZSCORE', key, value)
if not s or s + 0 <= sec then return {0, 0} end
local expired = call('ZCOUNT', key, '-inf', dead)
if at == '' then at = format('%.3f', expiry(ARGV[2] + 0, ARGV[3] + 0) / 1000) end
if at + 0 <= sec then call('ZREM', key, value)
else call('ZADD', key, 'XX', at, value) end
local purged = purge(key, expired, ARGV[5] + 0, 1)
outlive(key)
return {1, purged}
