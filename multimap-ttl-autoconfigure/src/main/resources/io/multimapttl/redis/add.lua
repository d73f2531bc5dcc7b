-- Adds values with one ttl. KEYS: the names. ARGV: those of write.lua, ttl in milliseconds, then per name: n, value * n
-- (distinct; in descending order they go into a listpack quickest). A name without values is purged.
-- Counts the values that were not live before.
local at = ceil((now + ARGV[5]) / precision) * precision
if at > latest then at = latest end
local score = format('%.3f', at / 1000)
local above = '(' .. score
local life = format('%d', at + shift)
local out, a = {0, 0, 0}, 6
local args, filled = {}, 0                              -- score and value by turns, and how many of the scores are there

-- The scores and values of a name: n values behind ARGV[before].
local function scored(before, n)
  for j = filled + 1, n do args[2 * j - 1] = score end
  filled = math.max(filled, n)
  for j = 1, n do args[2 * j] = ARGV[before + j] end
  return unpack(args, 1, 2 * n)
end

-- A bulk import, where no name has any values yet: two commands for each, and nothing to ask.
if #KEYS > 1 and call('EXISTS', unpack(KEYS)) == 0 then
  for i = 1, #KEYS do
    local key, n = KEYS[i], ARGV[a] + 0
    if n > 0 then
      local z = n == 1 and pcall('ZADD', key, score, ARGV[a + 1]) or pcall('ZADD', key, scored(a, n))
      if z ~= n and type(z) == 'table' then return refused(z, key, 0, n) end
      call(pexpire, key, life)
      count = count + z
    end
    a = a + n + 1
  end
  return {count, purged, evicted}
end

for i = 1, #KEYS do
  local key, n = KEYS[i], ARGV[a] + 0
  local first, last = a + 1, a + n
  local expired = pcall('ZCOUNT', key, '-inf', dead)    -- a read: maxmemory is checked until the first write
  if type(expired) == 'table' then
    if not wrongtype(expired) then return expired end
    out[#out + 1] = i
    out[#out + 1] = expired.err
  elseif n == 0 then
    purge(key, expired, 0)
    outlive(key)
  else
    local revived = 0
    if expired > 0 then                                 -- ZADD says 0 for a value that is there but expired
      local s = call('ZMSCORE', key, unpack(ARGV, first, last))
      for j = 1, n do
        if (tonumber(s[j]) or sec + 1) <= sec then revived = revived + 1 end
      end
    end
    local z = n == 1 and pcall('ZADD', key, score, ARGV[last]) or pcall('ZADD', key, scored(a, n))
    if type(z) == 'table' then return refused(z, key, expired, n) end
    count = count + revived + z
    if expired > revived then purge(key, expired - revived, n) end -- after ZADD: the key must not vanish (slot on the move)
    if call('ZCOUNT', key, above, '+inf') == 0 then
      call(pexpire, key, life)
    else outlive(key) end                               -- a longer-living value is there: its expiry is the key's
  end
  a = last + 1
end
out[1], out[2], out[3] = count, purged, evicted
return out
