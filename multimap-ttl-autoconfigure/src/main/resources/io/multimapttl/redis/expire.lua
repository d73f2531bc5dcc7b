-- Gives a live value a new expiry. KEYS[1]: the name. ARGV: now, ttl in milliseconds or '', precision in milliseconds,
-- expiry in milliseconds or '', purge budget, value.
-- Reply: {1 = it was live, values purged}
local key, at, value = KEYS[1], ARGV[4], ARGV[6]
local s = call('ZSCORE', key, value)
if not s or s + 0 <= sec then return {0, 0} end
local expired = call('ZCOUNT', key, '-inf', dead)
at = at == '' and now + ARGV[2] or at + 0
if at <= now then call('ZREM', key, value)
else call('ZADD', key, 'XX', format('%.3f', ceil(at / ARGV[3]) * ARGV[3] / 1000), value) end
local purged = purge(key, expired, ARGV[5] + 0, 1)
outlive(key)
return {1, purged}
