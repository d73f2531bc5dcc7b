-- Reads live values. KEYS: the names. ARGV: now, one more than a name may have, and 'WITHSCORES' or ''.
-- Reply: {now in seconds as text, then per name: n, n elements: its live values (each with its score behind it)}, flat, as
-- clients then make a list per call and not one per name. n = -1: more than it may have, to be read by itself with a plain
-- ZRANGEBYSCORE, which costs the server a sixth; -2: another type.
local from, most, scores = '(' .. dead, ARGV[2], ARGV[3]
local fits = (most - 1) * (scores == '' and 1 or 2)
local out, last = {dead}, 1
for i = 1, #KEYS do
  local r
  if scores == '' then r = pcall('ZRANGEBYSCORE', KEYS[i], from, '+inf', 'LIMIT', '0', most)
  else r = pcall('ZRANGEBYSCORE', KEYS[i], from, '+inf', scores, 'LIMIT', '0', most) end
  local n = #r
  if n > fits then n = -1
  elseif n == 0 and r.err then
    if not wrongtype(r) then return r end
    n = -2
  end
  last = last + 1
  out[last] = n
  for j = 1, n do out[last + j] = r[j] end
  if n > 0 then last = last + n end
end
return out
