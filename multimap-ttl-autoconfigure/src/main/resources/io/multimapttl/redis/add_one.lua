-- Put before write.lua for add.lua, whose KEYS, ARGV, count and reply it shares: adds one value to one name, the commonest call,
-- without a loop and before the functions of write.lua are made. All else is left to add.lua: more names or values, moments
-- before 1970 (the score), errors of the first read and of ZADD. Nothing is written then, so add.lua begins anew.
if #KEYS == 1 and ARGV[6] == '1' and now >= 0 then
  local key, value, at = KEYS[1], ARGV[7], now + ARGV[5]
  if ARGV[2] ~= '1' then at = ceil(at / ARGV[2]) * ARGV[2] end
  if at > latest then at = latest end
  local millis = at % 1000
  local score = format('%d.%03d', (at - millis) / 1000, millis) -- takes two thirds of the time of a %.3f
  local expired, revived, purged = pcall('ZCOUNT', key, '-inf', dead), 0, 0
  if expired == 0 or type(expired) == 'number' then
    if expired > 0 then
      local s = call('ZSCORE', key, value)
      if s and s + 0 <= sec then revived = 1 end
    end
    local longer = call('ZCOUNT', key, '(' .. score, '+inf')
    local added = pcall('ZADD', key, score, value)
    if added == 0 or added == 1 then
      if expired > revived then
        purged = call('ZREMRANGEBYRANK', key, '0', math.min(expired - revived, math.max(ARGV[3] + 0, 2)) - 1)
      end
      if longer == 0 then call(pexpire, key, format('%d', at + shift))
      else                                              -- as outlive does, but a live value is there
        local last = call('ZRANGE', key, '-1', '-1', 'WITHSCORES')[2] + 0
        if last < 9e12 then call(pexpire, key, format('%d', floor(last * 1000) + 1 + shift))
        else call('PERSIST', key) end
      end
      return {added + revived, purged, 0}
    end
  end
end
