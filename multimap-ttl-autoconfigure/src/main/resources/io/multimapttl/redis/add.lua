-- Adds values with one ttl. KEYS: the names. ARGV: now, ttl and precision in milliseconds, purge budget of this call, then
-- per name: n, value * n (distinct; in descending order they go into a listpack quickest). A name without values is purged.
-- Reply: {values that were not live before, values purged, then position and error of each name of another type}
local ttl, precision, budget = ARGV[2] + 0, ARGV[3] + 0, ARGV[4] + 0
local at = ceil((now + ttl) / precision) * precision
local score = format('%.3f', at / 1000)
local above = '(' .. score
local life = format('%d', at + shift)
local out, added, purged, a = {0, 0}, 0, 0, 5
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
      if z ~= n and type(z) == 'table' then return refused(z, key, 0, budget, n) end
      call(pexpire, key, life)
      added = added + z
    end
    a = a + n + 1
  end
  return {added, 0}
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
    local p = purge(key, expired, budget, 0)
    budget = budget - p
    purged = purged + p
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
    if type(z) == 'table' then return refused(z, key, expired, budget, n) end
    added = added + revived + z
    if expired > revived then                           -- after ZADD: the key must not vanish in between (slot on the move)
      local p = purge(key, expired - revived, budget, n)
      budget = budget - p
      purged = purged + p
    end
    if call('ZCOUNT', key, above, '+inf') == 0 then call(pexpire, key, life)
    else outlive(key) end                               -- a longer-living value is there: its expiry is the key's
  end
  a = last + 1
end
out[1], out[2] = added, purged
return out
