-- Drops expired values. KEYS[1]: the name. ARGV: those of write.lua.
-- Counts the expired values that are still there; the caller repeats while there are any.
local key = KEYS[1]
local expired = call('ZCOUNT', key, '-inf', dead)
if expired > 0 and expired == call('ZCARD', key) then
  call('UNLINK', key)
  purged = expired
  return {count, purged, evicted}
end
purge(key, expired, 0)
outlive(key)
count = expired - purged
return {count, purged, evicted}
