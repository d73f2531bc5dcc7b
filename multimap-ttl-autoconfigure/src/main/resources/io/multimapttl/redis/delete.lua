-- Deletes names. KEYS: the names. ARGV: now.
-- Reply: {names that had a live value, live values, then position and error of each name of another type}
local out, names, values = {0, 0}, 0, 0
for i = 1, #KEYS do
  local key = KEYS[i]
  local expired = pcall('ZCOUNT', key, '-inf', dead)
  if type(expired) == 'table' then
    if not wrongtype(expired) then return expired end
    out[#out + 1] = i
    out[#out + 1] = expired.err
  else
    local live = call('ZCARD', key) - expired
    if live > 0 then names = names + 1 end
    values = values + live
    call('UNLINK', key)
  end
end
out[1], out[2] = names, values
return out
