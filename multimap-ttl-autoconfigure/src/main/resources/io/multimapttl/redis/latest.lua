-- Reads the live values that expire last. KEYS[1]: the name. ARGV: now, how many at the most.
-- Reply: the values
return call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. dead, 'LIMIT', '0', ARGV[2])
