-- Adds values to names that may not have more than so many, where fits.lua is not sure that they fit. KEYS: the names. ARGV:
-- those of write.lua, with a limit; ttl in milliseconds, then those of add.lua; or '', then those of add_expiring.lua.
-- Both come in descending order: of more values than a name may have, the first stay.
-- Counts the values that were not live before. The error of a name that refuses values, as it is full, is FULL.
local out, full, refusing, width, a = {0, 0, 0}, {}, {}, ARGV[5] == '' and 2 or 1, 6
local common = width == 1 and score_in(ARGV[5])

-- The score of a moment, rounded up to the precision; none if that is not after now.
local function score_of(moment)
  if moment + 0 <= sec then return nil end
  if precision == 1 then return moment end
  local score = ceil(moment)
  return score * 1000 > latest and '253402300799.999' or format('%d', score)
end

for i = 1, #KEYS do
  local key, n = KEYS[i], ARGV[a] + 0
  local last = a + n * width
  local expired = pcall('ZCOUNT', key, '-inf', dead)    -- a read: maxmemory is checked until the first write
  if type(expired) == 'table' then
    if not wrongtype(expired) then return expired end
    out[#out + 1] = i
    out[#out + 1] = expired.err
  elseif n == 0 then
    if not refusing[key] then                           -- it is purged at the end then
      purge(key, expired, 0)
      outlive(key)
    end
  else
    local scored, values, past, brought = {}, {}, {}, 0
    for j = a + 1, last, width do
      local score, value = common or score_of(ARGV[j]), ARGV[j + width - 1]
      if not score then past[#past + 1] = value
      else
        brought = brought + 1
        if brought <= most then
          scored[2 * brought - 1], scored[2 * brought] = score, value
          values[brought] = value
        end
      end
    end
    local added = -1
    if brought <= most or not refuses then added = put(key, expired, scored, values, past, n) end
    if type(added) == 'table' then return added end
    if added < 0 then
      out[#out + 1] = i
      out[#out + 1] = 'FULL'
      local most = math.min(expired, math.max(budget, 2 * n))
      budget = budget - most
      refusing[key] = true
      full[#full + 1] = key
      full[#full + 1] = most
    else count = count + added end
  end
  a = last + 1
end
for i = 1, #full, 2 do                                  -- last: maxmemory is checked until the first write
  budget = full[i + 1]
  purge(full[i], call('ZCOUNT', full[i], '-inf', dead), 0) -- counted again, as a name may come twice
  outlive(full[i])
end
out[1], out[2], out[3] = count, purged, evicted
return out
