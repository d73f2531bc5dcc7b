-- Put before every script that writes. They all begin with the same ARGV: now, precision in milliseconds, purge budget of this
-- call, how many values a name may have ('' for any number; only scripts that add to names with a limit look at it), then those of
-- the script.
-- They all reply: {what the script counts, expired values that were purged, live values that had to leave, then position and
-- error of each name of another type}
-- Known ranks are text: a number costs 0.1 us more, as Redis writes it with %.17g.
local precision, budget = ARGV[2] + 0, ARGV[3] + 0
local count, purged, evicted = 0, 0, 0

-- Drops expired values of a key, the oldest first: what is left of the call's budget, but at least twice the values that
-- are written, or a busy name would grow. The key may be gone afterwards.
local function purge(key, expired, written)
  local most = math.min(expired, math.max(budget, 2 * written))
  if most < 1 then return end
  local dropped = call('ZREMRANGEBYRANK', key, '0', most - 1)
  budget = budget - dropped
  purged = purged + dropped
end

-- Lets a key live as long as its longest-living value. The read is a pcall, since a key that was just emptied can no
-- longer be asked for in a slot that is moving to another node; any other error would leave a key without a TTL in silence.
local function outlive(key)
  local top = pcall('ZRANGE', key, '-1', '-1', 'WITHSCORES')
  if not top[2] then
    if top.err and not string.find(top.err, 'non local key', 1, true) then error(top.err, 0) end
    return
  end
  local last = top[2] + 0
  if last <= sec then call('UNLINK', key)               -- in seconds, as values are judged: times 1000 it may be more than now
  elseif last < 9e12 then call(pexpire, key, format('%d', floor(last * 1000) + 1 + shift))
  else call('PERSIST', key) end
end

-- What a ZADD said that failed (OOM, READONLY, NOREPLICAS), for the caller: the bare error, before which 6.2 writes where it was.
-- Nothing of this name is written; it is purged all the same, so that a full server gets memory back.
local function refused(reply, key, expired, written)
  if expired > 0 then pcall('ZREMRANGEBYRANK', key, 0, math.min(expired, math.max(budget, 2 * written)) - 1) end
  return {err = string.match(reply.err, '^@user_script: %d+: %-(%u+ [^\r\n]+)') or reply.err}
end
