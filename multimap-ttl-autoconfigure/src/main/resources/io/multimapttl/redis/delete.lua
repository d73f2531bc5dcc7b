-- Deletes names. KEYS: the names. ARGV and reply: as write.lua says, which is not put before this.
-- Counts the names that had a live value; their live values are evicted.
local out, count, evicted = {0, 0, 0}, 0, 0
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
    evicted = evicted + live
    call('UNLINK', key)
  end
end
out[1], out[3] = count, evicted
return out
