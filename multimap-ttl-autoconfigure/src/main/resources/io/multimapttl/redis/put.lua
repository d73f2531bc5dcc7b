-- Put behind write.lua in the scripts that write names with a limit.
-- ARGV[4]: how many live values a name may have, with a minus if what does not fit is refused; '' for any number.
local most = ARGV[4] == '' and 1 / 0 or math.abs(ARGV[4])
local refuses = string.sub(ARGV[4], 1, 1) == '-'

-- The score of what expires after so many milliseconds.
local function score_in(ttl)
  return format('%.3f', math.min(ceil((now + ttl) / precision) * precision, latest) / 1000)
end

-- Returns how many of some values are there and live, and how many are there and expired.
local function states(key, values)
  local live, over = 0, 0
  if #values == 0 then return live, over end
  local s = call('ZMSCORE', key, unpack(values))
  for j = 1, #values do
    local at = tonumber(s[j])
    if at and at > sec then live = live + 1 elseif at then over = over + 1 end
  end
  return live, over
end

-- Writes the values of a name, whose scores are `scored` with the values by turns; takes out those that are `past`; and makes
-- room for them: no longer than it takes to drop what is left of the call's budget, or twice the `written`. Those that have to
-- leave are put into `told`, if it is there: the client gets no more than some 256 KB of them at once, and one at least.
-- Returns how many were not live before, -1 if they are refused, and how many are live now; or the error of ZADD.
-- What refuses writes nothing here: the caller tidies up behind all that a full server has to refuse.
local function put(key, expired, scored, values, past, written, told)
  local n = #values
  local live, revived = states(key, values)
  local gone, over = states(key, past)
  local added = n - live
  local size = call('ZCARD', key) - expired - gone + added
  local excess = n > 0 and size - most or 0
  if refuses and excess > 0 then
    if added > 0 then return -1, size + gone - added end
    excess = 0                                          -- a lowered limit: what is there may be refreshed
  end
  excess = math.min(excess, math.max(budget, 2 * written))
  local at = scored
  if excess > 0 then                                    -- for as long as others leave, those of the call are no live ones
    at = {}
    for j = 1, n do at[2 * j - 1], at[2 * j] = '-inf', values[j] end
  end
  if n > 0 then
    local z = pcall('ZADD', key, unpack(at))            -- before all that removes: the key must not vanish (slot on the move)
    if type(z) == 'table' then return refused(z, key, expired, written) end
  end
  if gone + over > 0 then call('ZREM', key, unpack(past)) end
  expired = expired - revived - over
  if excess > 0 then
    local first, room, chunk = expired + n, 262144, 1
    if told then
      while #told < excess and room > 0 do
        local rank = first + #told
        for _, value in ipairs(call('ZRANGE', key, rank, math.min(rank + chunk, first + excess) - 1)) do
          if room <= 0 then break end
          told[#told + 1] = value
          room = room - #value - 64                     -- many small ones are a long reply, too
        end
        chunk = math.min(2 * chunk, 32)                 -- to find a rank costs more than a small value, a large one more than that
      end
      excess = #told
    end
    call('ZREMRANGEBYRANK', key, first, first + excess - 1)
    evicted = evicted + excess
    budget = budget - excess
    call('ZADD', key, unpack(scored))
  end
  if expired > 0 then purge(key, expired, written) end
  outlive(key)
  return added, size - math.max(excess, 0)
end
