-- Removes values. KEYS[1]: the name. ARGV: those of write.lua, n, value * n, distinct.
-- Counts those of them that were live.
local key = KEYS[1]
local s, there = call('ZMSCORE', key, unpack(ARGV, 6)), 0
for j = 1, #ARGV - 5 do
  if tonumber(s[j]) then
    there = there + 1
    if s[j] + 0 > sec then count = count + 1 end
  end
end
if there == 0 then return {count, purged, evicted} end
local expired = call('ZCOUNT', key, '-inf', dead) - (there - count)
call('ZREM', key, unpack(ARGV, 6))
purge(key, expired, there)
outlive(key)
return {count, purged, evicted}
