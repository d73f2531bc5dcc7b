-- Adds values with an expiry each. KEYS: the names. ARGV: those of write.lua, then per name: n,
-- (expiry in seconds as text, value) * n, the values distinct. One whose expiry is not after now, before it is rounded up to
-- the precision, is taken out and does not count.
-- Counts the values that were not live before.
local out, whole, a = {0, 0, 0}, precision > 1, 5
for i = 1, #KEYS do
  local key, n = KEYS[i], ARGV[a] + 0
  local first, last = a + 1, a + 2 * n
  a = last + 1
  local expired = pcall('ZCOUNT', key, '-inf', dead)
  if type(expired) == 'table' then
    if not wrongtype(expired) then return expired end
    out[#out + 1] = i
    out[#out + 1] = expired.err
  else
    local live, values, past = {}, {}, {}
    for j = first, last, 2 do
      local value = ARGV[j + 1]
      if ARGV[j] + 0 > sec then
        local score = ARGV[j]
        if whole then
          score = ceil(score)
          score = score * 1000 > latest and '253402300799.999' or format('%d', score)
        end
        live[#live + 1] = score
        live[#live + 1] = value
        values[#values + 1] = value
      else past[#past + 1] = value end
    end
    local revived = 0
    if #values > 0 then
      if expired > 0 then
        local s = call('ZMSCORE', key, unpack(values))
        for j = 1, #values do
          if (tonumber(s[j]) or sec + 1) <= sec then revived = revived + 1 end
        end
      end
      local z = pcall('ZADD', key, unpack(live))
      if type(z) == 'table' then return refused(z, key, expired, n) end
      count = count + revived + z
    end
    if #past > 0 then
      local s = call('ZMSCORE', key, unpack(past))
      for j = 1, #past do                               -- those that were expired already need no purge
        if (tonumber(s[j]) or sec + 1) <= sec then expired = expired - 1 end
      end
      call('ZREM', key, unpack(past))
    end
    if expired > revived then purge(key, expired - revived, n) end
    outlive(key)
  end
end
out[1], out[2], out[3] = count, purged, evicted
return out
