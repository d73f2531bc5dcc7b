-- Put before add_bounded.lua, whose ARGV it shares, for one value that is left alone if it is live.
local there = call('ZSCORE', KEYS[1], ARGV[7])
if there and there + 0 > sec then return {0, 0, 0} end
