-- Removes values. KEYS[1]: the name. ARGV: now, purge budget, n, value * n, distinct.
-- Reply: {how many of them were live, values purged}
local key = KEYS[1]
local s, there, live = call('ZMSCORE', key, unpack(ARGV, 4)), 0, 0
for j = 1, #ARGV - 3 do
  if tonumber(s[j]) then
    there = there + 1
    if s[j] + 0 > sec then live = live + 1 end
  end
end
if there == 0 then return {0, 0} end
local expired = call('ZCOUNT', key, '-inf', dead) - (there - live)
call('ZREM', key, unpack(ARGV, 4))
local purged = purge(key, expired, ARGV[2] + 0, there)
outlive(key)
return {live, purged}
