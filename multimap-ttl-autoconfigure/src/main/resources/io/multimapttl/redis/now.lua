-- Put before every script. ARGV[1]: the moment to judge by in milliseconds, or '' for the server's own clock, which is
-- read once and cut to whole milliseconds: rounded up, a key would die a millisecond before its value.
-- With a clock of the caller's, keys live an hour longer: it may stand still, Redis's does not.
-- No tostring and no .. on a score: both cut it to 14 digits.
local call, pcall, format, floor = redis.call, redis.pcall, string.format, math.floor
local now, slack = ARGV[1], 0
if now == '' then
  local time = call('TIME')
  now = time[1] * 1000 + floor(time[2] / 1000)
else
  now, slack = now + 0, 3600000
end
local sec = now / 1000
local dead = format('%.3f', sec)

-- An error reply: another Redis type is a matter of that name, everything else of the whole call.
local function wrongtype(reply)
  return string.find(reply.err, 'WRONGTYPE', 1, true)
end
