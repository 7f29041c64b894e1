#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# rules.sh SOURCE - the specification and the tests know each other.
. "$(dirname "$0")/lib.sh"
need git
cd "$1"

tests=$(sources 'tests/*.c' 'tests/*.h')

# unnamed ITEM...: those that no test names as a whole word.
unnamed() {
	for item; do
		# shellcheck disable=SC2086 # one word per file
		grep -qE "(^|[^A-Z0-9_-])$item([^0-9]|\$)" $tests || printf '%s\n' "$item"
	done
}

# symbols SEVERITY: the sites of that severity.
symbols() {
	sources 'include/blkpath/sites/*.h' |
		xargs sed -nE "s/^[[:space:]]*X\(([A-Z0-9_]+), BP_$1,.*/BP_SITE_\1/p"
}

# shellcheck disable=SC2046
{
	check "each example of docs/spec/block.md is a test" "$(
		unnamed $(sed -nE 's/^\*\*(EX-[0-9]+) .*/\1/p' docs/spec/block.md)
	)"
	check "each defect of the block core is switched on in a test" "$(
		for n in $(seq 2 14); do
			# shellcheck disable=SC2086
			grep -qE "BP_DEF_$n\b|\"DEF-$n\"" $tests || printf 'DEF-%s\n' "$n"
		done
	)"
	check "each warning is asserted" "$(unnamed $(symbols WARN))"
	check "each BUG is asserted" "$(unnamed $(symbols BUG))"
	check "each finding is asserted" "$(unnamed $(symbols FINDING))"
}
check "each word for what goes wrong in a trial is one that --expect knows" "$(
	sources 'sim/proof/*.c' |
		xargs grep -hoE '(bp_trial_wrong\([^,"]*|bad\(round, [a-z>-]*), "[^"]+"' |
		sed 's/.*, "//; s/"$//' | sort -u |
		while read -r word; do
			grep -qF "\"$word\"" sim/proof/word.c || printf '%s\n' "$word"
		done
)"
check "the page of blkpath check has each of these words" "$(
	sed -n '/words\[\]/,/};/p' sim/proof/word.c | grep -oE '"[^"]+"' | tr -d '"' |
		while read -r word; do
			grep -qE "(^|, | or )$word(,|\.| or |\$)" man/blkpath-check.1 || printf '%s\n' "$word"
		done
)"
kept=$(sed -nE 's/^\| QUIRK-([0-9]+) .*/\1/p' docs/spec/block.md)
check "each deliberate oddity is marked 'quirk:' where it is kept" "$(
	for n in $kept; do
		sources 'src/*.[ch]' 'include/*.h' | xargs grep -qE "QUIRK[-_]$n\b" -- || printf 'QUIRK-%s\n' "$n"
	done
)"
finish
