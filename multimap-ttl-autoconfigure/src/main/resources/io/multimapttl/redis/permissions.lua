-- Tells which commands cannot be run, since Redis before 7.2 does not always say so when a script fails for it.
-- KEYS[1]: a name. ARGV: the commands. Reply: those that the user may not run, and those that there are not; none before 7.0
local check, denied = redis.acl_check_cmd, {}
for i = 1, check and #ARGV or 0 do
  local known, permitted = pcall(check, ARGV[i], KEYS[1])
  if not (known and permitted) then denied[#denied + 1] = ARGV[i] end
end
return denied
