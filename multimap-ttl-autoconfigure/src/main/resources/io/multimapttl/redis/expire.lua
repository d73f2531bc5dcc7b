-- Gives a live value a new expiry. KEYS[1]: the name. ARGV: those of write.lua, ttl in milliseconds or '', expiry in
-- milliseconds or '', value.
-- Counts 1 = it was live.
local key, at, value = KEYS[1], ARGV[6], ARGV[7]
local s = call('ZSCORE', key, value)
if not s or s + 0 <= sec then return {count, purged, evicted} end
local expired = call('ZCOUNT', key, '-inf', dead)
at = at == '' and now + ARGV[5] or at + 0
if at <= now then call('ZREM', key, value)
else
  at = ceil(at / precision) * precision
  if at > latest then at = latest end
  call('ZADD', key, 'XX', format('%.3f', at / 1000), value)
end
purge(key, expired, 1)
outlive(key)
count = 1
return {count, purged, evicted}
