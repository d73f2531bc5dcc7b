-- Reads the live values that expire last. KEYS[1]: the name. ARGV: now, how many values it may have, how many bytes may be
-- read, how many values to read at the most.
-- Reply: the values, or {-1 = does not fit, now in seconds as text, live values, about how many bytes these are}
local values, read = take(KEYS[1], function(key, place, count)
  return call('ZREVRANGEBYSCORE', key, '+inf', from, 'LIMIT', place, count)
end, 1, ARGV[4] + 0)
if values then return values end
local live, bytes = weigh(KEYS[1], 1, read, 4)
return {-1, dead, live, bytes}
