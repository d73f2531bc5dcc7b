-- Drops expired values. KEYS[1]: the name. ARGV: now, how many at the most.
-- Reply: {dropped, still expired}; the caller repeats while the second is not 0
local key = KEYS[1]
local expired = call('ZCOUNT', key, '-inf', dead)
if expired > 0 and expired == call('ZCARD', key) then
  call('UNLINK', key)
  return {expired, 0}
end
local dropped = purge(key, expired, ARGV[2] + 0, 0)
outlive(key)
return {dropped, expired - dropped}
