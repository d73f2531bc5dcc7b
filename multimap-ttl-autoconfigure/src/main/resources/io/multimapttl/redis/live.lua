-- Reads live values. KEYS: the names. ARGV: now, how many values a name may have (0: all that have some do not fit), how many
-- bytes may be read, 'WITHSCORES' or ''. What is replied of all names together are no more bytes than that.
-- Reply: {now in seconds as text, then per name: n, n elements: its live values (each with its score behind it)}, flat, as
-- clients then make a list per call and not one per name. n = -1: does not fit, to be read by itself with a plain
-- ZRANGEBYSCORE, which costs the server a sixth; two elements follow: how many live values, and about how many bytes.
-- n = -2: another type.
local scores, width = ARGV[4], ARGV[4] == '' and 1 or 2
local function range(key, place, count)
  if width == 1 then return pcall('ZRANGEBYSCORE', key, from, '+inf', 'LIMIT', place, count) end
  return pcall('ZRANGEBYSCORE', key, from, '+inf', scores, 'LIMIT', place, count)
end

local out, last, mean, little = {dead}, 1, 0, -4 * room
for i = 1, #KEYS do
  local key, r, n, read, live, bytes = KEYS[i], nil, -1, 0, nil, nil
  if room > 0 and most > 0 then
    r, read = take(key, range, width, 1 / 0, few)
  else
    r = pcall('ZCARD', key)
    if type(r) ~= 'table' then r = nil end
  end
  if not r then
    local samples = room > 0 and 4 or room > little and 1 or 0
    live, bytes, samples = weigh(key, width, read, samples, mean)
    read = read + samples
    if live == 0 then n = 0 end
  elseif #r > 0 then
    read = 16 + size(r, width)
    if read <= room then n = #r else live, bytes = #r / width, read end
  elseif not r.err then
    n, read = 0, 16
  elseif wrongtype(r) then
    n, read = -2, 0
  else
    return r
  end
  room, last = room - read, last + 1
  out[last] = n
  if n > 0 then
    for j = 1, n do out[last + j] = r[j] end
    last = last + n
  elseif n == -1 then
    mean = max(mean, bytes / live - 16 * width)
    out[last + 1], out[last + 2] = live, bytes
    last = last + 2
  end
end
return out
