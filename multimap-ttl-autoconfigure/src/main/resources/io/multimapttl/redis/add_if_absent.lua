-- Adds a value unless it is live. KEYS[1]: the name. ARGV: now, ttl and precision in milliseconds, purge budget, value.
-- Reply: {1 = added or 0 = it is live, values purged}
local key, value = KEYS[1], ARGV[5]
local s = call('ZSCORE', key, value)
if s and s + 0 > sec then return {0, 0} end
local expired = call('ZCOUNT', key, '-inf', dead)
local score = format('%.3f', ceil((now + ARGV[2]) / ARGV[3]) * ARGV[3] / 1000)
local z = pcall('ZADD', key, score, value)
if type(z) == 'table' then return refused(z, key, expired, ARGV[4] + 0, 1) end
if s then expired = expired - 1 end
local purged = purge(key, expired, ARGV[4] + 0, 1)
outlive(key)
return {1, purged}
