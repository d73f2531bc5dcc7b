-- Deletes names. KEYS: the names. ARGV: those of write.lua.
-- Counts the names that had a live value; their live values leave.
local out = {0, 0, 0}
for i = 1, #KEYS do
  local key = KEYS[i]
  local expired = pcall('ZCOUNT', key, '-inf', dead)
  if type(expired) == 'table' then
    if not wrongtype(expired) then return expired end
    out[#out + 1] = i
    out[#out + 1] = expired.err
  else
    local live = call('ZCARD', key) - expired
    if live > 0 then count = count + 1 end
    left = left + live
    call('UNLINK', key)
  end
end
out[1], out[2], out[3] = count, purged, left
return out
