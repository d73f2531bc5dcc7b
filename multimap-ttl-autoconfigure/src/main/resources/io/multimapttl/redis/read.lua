-- Put before the scripts that read values. How large those are shows only when they are read, so a name is read twice as far
-- at a time, and given up when it does not fit.
-- ARGV[2]: how many values a name may have, ARGV[3]: how many bytes may be read.
local min, max, from, most, room = math.min, math.max, '(' .. dead, ARGV[2] + 0, ARGV[3] + 0

local function size(list, width)
  local bytes = 16 * #list
  for i = 1, #list, width do bytes = bytes + #list[i] end
  return bytes
end

-- Returns what `range` reads of a name, at most `limit` values with `width` elements each, of which `all` were read already (16,
-- or nil); an error as it is; or nil if the name does not fit, and then how many bytes were read.
local function take(key, range, width, limit, all)
  all = all or range(key, '0', limit < 16 and limit or '16')
  local n = #all / width
  if n < 16 or n == limit then return all end
  local bytes = size(all, width)
  while n < limit do
    local count = min(n, limit - n, most + 1 - n, floor((room - bytes) * n / bytes))
    if count < 1 then return nil, bytes end
    local more = range(key, n, count)
    for i = 1, #more do all[n * width + i] = more[i] end
    bytes, n = bytes + size(more, width), n + #more / width
    if #more < count * width then break end
  end
  return all
end

-- Returns how many live values a name has, how many bytes these are, and how many were read to know: the size of values is that
-- of a few from all over the name, or the given one where none may be read. They are no fewer bytes than were read of it before:
-- who asks for so many again must not be told the same for ever.
local function weigh(key, width, least, samples, bytes)
  local expired = call('ZCOUNT', key, '-inf', dead)
  local live, read = call('ZCARD', key) - expired, 0
  if live > 0 and samples > 0 then
    for i = 1, samples do
      local rank = format('%d', expired + floor(live * (2 * i - 1) / (2 * samples)))
      read = read + #call('ZRANGE', key, rank, rank)[1]
    end
    bytes = read / samples
  end
  return live, max(least, ceil(live * (bytes + 16 * width))), read
end
