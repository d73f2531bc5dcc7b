-- Reads live values. KEYS: the names. ARGV: now, how many values of one name at the most, how many values of this call, and
-- 'WITHSCORES' or ''.
-- Reply: {now in seconds as text, then per name: its live values (each with its score behind it) | 0 = more than fits, to be
-- read by itself with a plain ZRANGEBYSCORE, which costs the server a sixth | error of a name of another type}
local cap, room, scores = ARGV[2] + 0, ARGV[3] + 0, ARGV[4]
local from, most = format('(%.3f', sec), format('%d', cap + 1)
local width = scores == '' and 1 or 2
local out = {dead}
for i = 1, #KEYS do
  local r = 0
  if room > 0 then
    if width == 1 then r = pcall('ZRANGEBYSCORE', KEYS[i], from, '+inf', 'LIMIT', '0', most)
    else r = pcall('ZRANGEBYSCORE', KEYS[i], from, '+inf', scores, 'LIMIT', '0', most) end
    local n = #r / width
    room = room - n
    if n > cap then r = 0
    elseif n == 0 and r.err then
      if not wrongtype(r) then return r end
      r = r.err
    end
  end
  out[i + 1] = r
end
return out
