-- Adds a value and counts. KEYS[1]: the name. ARGV: those of write.lua, with a limit or '', ttl in milliseconds, value.
-- Counts 1 = added, 0 = it was live, -1 = refused, as the name is full. The three numbers are followed by: how many values are
-- live now, then those that had to leave, soonest to expire first.
local key, value, out = KEYS[1], ARGV[6], {}
local expired = call('ZCOUNT', key, '-inf', dead)
local added, size = put(key, expired, {score_in(ARGV[5]), value}, {value}, {}, 1, out)
if type(added) == 'table' then return added end
if added < 0 then
  purge(key, expired, 1)
  outlive(key)
end
return {added, purged, evicted, size, unpack(out)}
