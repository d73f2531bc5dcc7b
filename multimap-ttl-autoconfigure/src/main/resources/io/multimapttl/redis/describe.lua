-- Describes what is stored under one name, at the cost of a read of a few values, however many it has. KEYS[1]: the name.
-- ARGV: now, how many values at the most.
-- Reply: {now in seconds as text, the key's TTL in milliseconds (-1 = none, -2 = no key), live values, expired values, when
-- the first of the live values expires, '' if there are none, then the live values that expire last, latest first, each with
-- its score behind it; at least one, for its score}
local key, expired = KEYS[1], call('ZCOUNT', KEYS[1], '-inf', dead)
local first = call('ZRANGEBYSCORE', key, '(' .. dead, '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
local last = call('ZREVRANGEBYSCORE', key, '+inf', '(' .. dead, 'WITHSCORES', 'LIMIT', '0', ARGV[2])
local ttl = call('PTTL', key)
local out = {dead, ttl, call('ZCARD', key) - expired, expired, first[2] or ''}
for i = 1, #last do out[5 + i] = last[i] end
return out
