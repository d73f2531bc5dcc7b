-- Put before add_bounded.lua, whose ARGV it shares: whether the values of the call surely fit, since there are so few, expired
-- ones included. The call is then one of add.lua, which stands behind this. What is added twice in one call counts twice.
local fits = ARGV[5] ~= ''
if fits and #KEYS == 1 then
  local there = pcall('ZCARD', KEYS[1])
  fits = type(there) == 'number' and there + ARGV[6] <= math.abs(ARGV[4])
elseif fits then
  local fresh = call('EXISTS', unpack(KEYS)) == 0
  local sizes, a, most = {}, 6, math.abs(ARGV[4])
  for i = 1, #KEYS do
    local key = KEYS[i]
    local there = sizes[key] or fresh and 0 or pcall('ZCARD', key)
    fits = type(there) == 'number' and there + ARGV[a] <= most
    if not fits then break end
    sizes[key] = there + ARGV[a]
    a = a + ARGV[a] + 1
  end
end
