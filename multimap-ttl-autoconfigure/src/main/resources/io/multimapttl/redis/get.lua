-- Reads the live values of one name. KEYS[1]: the name. ARGV: now, one more than the name may have.
-- Reply: the values, or {-1 = more than fits, now in seconds as text}
local values = call('ZRANGEBYSCORE', KEYS[1], '(' .. dead, '+inf', 'LIMIT', '0', ARGV[2])
if #values == ARGV[2] + 0 then return {-1, dead} end
return values
