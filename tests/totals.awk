# Sums the closing lines of unittest's runners. "==> suite ended: CODE" closes a suite; one that broke without a failed
# test, or ran nothing, counts as one failure.
{ gsub(/\033\[[0-9;]*m/, ""); sub(/expected failures=/, "expected=") }
/^Ran [0-9]+ tests? in/ { ran += $2 }
/^(FAILED|OK|NO TESTS RAN) \(/ {
	words = split($0, word, /[(), =]+/)
	for (i = 1; i < words; i++) {
		if (word[i] ~ /^(failures|errors|successes)$/) bad += word[i + 1]
		if (word[i] == "skipped") skipped += word[i + 1]
	}
}
/^==> suite ended: / {
	if (!bad && ($4 > 0 || !ran)) { bad = 1; ran++ }
	if (ran > bad + skipped) all_passed += ran - bad - skipped
	all_bad += bad; all_skipped += skipped
	ran = bad = skipped = 0
}
END { printf "\n%d passed, %d failed, %d skipped\n", all_passed, all_bad, all_skipped; exit all_bad > 0 }
