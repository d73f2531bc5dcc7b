-- Reads when a value expires. KEYS[1]: the name. ARGV: now, value.
-- Reply: {now in seconds as text, score as text, '' if the value is not there}
return {dead, call('ZSCORE', KEYS[1], ARGV[2]) or ''}
