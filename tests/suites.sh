# shellcheck shell=bash
# The suites of ./dev test, which reads this file.
# shellcheck disable=SC2153

discover() { # FOLDER…: tests that need no bench; all of them, also after one that failed
	local folder code=0
	for folder in "$@"; do (cd "$ROOT" && python3 -m unittest discover -s "$folder" -t .) || code=1; done
	return $code
}
run_suite() { # SUITE
	case $1 in
	rules) discover order_tracking/tests/rules tests/shell ;;
	site) step assets run_bench build && bring test make_site && on_site test run-tests --app order_tracking ;;
	browser) up && (cd "$ROOT" && OT_URL=http://demo.localhost:$WEB_PORT timeout -k 30 30m "$TOOLS/bin/python" -u -m unittest discover -v -s tests/browser -t .) ;;
	upstream) "$ROOT/tests/upstream/compare" "$VERSION" "${REST[@]}" ;;
	esac
}

test_versions() { # VERSION…
	local version suite output code; output=$(mktemp)
	for version in "$@"; do
		ensure_bench "$version"
		[ -z "$FRESH" ] || rm -f "$V/done/test-site" "$V/done/demo-site"
		for suite in $SUITES; do
			say "$version: $suite"
			code=0; run_suite "$suite" 2>&1 | tee -a "$output" || code=1
			echo "==> suite ended: $code" >>"$output"
		done
	done
	awk -f "$ROOT/tests/totals.awk" "$output"
}
