-- Counts live values: all less the expired, which in a listpack is quicker than to count the live. KEYS: the names. ARGV: now.
-- Reply: {now in seconds as text, then per name: its live values | error of a name of another type}
local out = {dead}
for i = 1, #KEYS do
  local r = pcall('ZCOUNT', KEYS[i], '-inf', dead)
  if type(r) == 'table' then
    if not wrongtype(r) then return r end
    r = r.err
  else r = call('ZCARD', KEYS[i]) - r end
  out[i + 1] = r
end
return out
