-- Tells which commands the user may not run, since Redis before 7.2 does not say so when a script fails for it.
-- KEYS[1]: a name. ARGV: the commands. Reply: those that are denied
local denied = {}
for i = 1, #ARGV do
  if not redis.acl_check_cmd(ARGV[i], KEYS[1]) then denied[#denied + 1] = ARGV[i] end
end
return denied
