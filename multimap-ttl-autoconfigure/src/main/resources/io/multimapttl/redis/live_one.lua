-- Put before read.lua in live.lua: one name of few values, as most calls are about on a cluster, without a loop over names and
-- without a function. Other names are read on from what was read here.
local few
if #KEYS == 1 and ARGV[2] ~= '0' then
  local step, bytes = ARGV[4] == '' and 1 or 2, 16
  if step == 1 then few = pcall('ZRANGEBYSCORE', KEYS[1], '(' .. dead, '+inf', 'LIMIT', '0', '16')
  else few = pcall('ZRANGEBYSCORE', KEYS[1], '(' .. dead, '+inf', 'WITHSCORES', 'LIMIT', '0', '16') end
  if #few < 16 * step and not few.err then
    local out = {dead, #few}
    for i = 1, #few do
      out[i + 2] = few[i]
      bytes = bytes + 16 + ((step == 1 or i % 2 == 1) and #few[i] or 0)
    end
    if bytes <= ARGV[3] + 0 then return out end
  end
end
