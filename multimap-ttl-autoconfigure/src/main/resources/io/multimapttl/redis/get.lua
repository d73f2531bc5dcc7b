-- Reads the live values of one name. KEYS[1]: the name. ARGV: now, how many values it may have, how many bytes may be read.
-- Reply: the values, or {-1 = does not fit, now in seconds as text, live values, about how many bytes these are}
local values, read = take(KEYS[1], function(key, place, count)
  return call('ZRANGEBYSCORE', key, from, '+inf', 'LIMIT', place, count)
end, 1, 1 / 0, few)
if values then return values end
local live, bytes = weigh(KEYS[1], 1, read, 4)
return {-1, dead, live, bytes}
