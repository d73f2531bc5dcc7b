-- Put before every script. ARGV[1]: the moment to judge by in milliseconds, or '' for the server's own clock, which is
-- read once and cut to whole milliseconds: rounded up, a key would die a millisecond before its value.
-- With a clock of the caller's, keys live for as long as is left, and an hour: it may stand still, Redis's does not.
-- No tostring and no .. on a score: both cut it to 14 digits.
local call, pcall, format, floor, ceil = redis.call, redis.pcall, string.format, math.floor, math.ceil
local now, pexpire, shift, dead = ARGV[1], 'PEXPIREAT', 0, nil
local latest = 253402300799999                          -- the last millisecond of the year 9999: no expiry is rounded up beyond
if now == '' then
  local time = call('TIME')
  local millis = floor(time[2] / 1000)
  now = time[1] * 1000 + millis
  dead = format('%s.%03d', time[1], millis)           -- takes half the time of a %.3f
else
  now = now + 0
  pexpire, shift = 'PEXPIRE', 3600000 - now
  dead = format('%.3f', now / 1000)
end
local sec = now / 1000

-- An error reply: another Redis type is a matter of that name, everything else of the whole call.
local function wrongtype(reply)
  return string.find(reply.err, 'WRONGTYPE', 1, true)
end
