#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# golden.sh SOURCE BLKPATH [--update] - the output on real input, byte for byte.
#
# The table `cases` has a name, the exit status and the arguments of blkpath, which runs at the top
# of the source tree.  Its standard output is compared with expected/NAME, or, with --update, kept.
set -eu
cd "$1"
blkpath=$2
mode=${3-}
here=tests/golden
got=$(mktemp)
trap 'rm -f "$got" "$got.diff"' EXIT

number=0
failed=0
while read -r name status arguments; do
	case $name in '' | '#'*) continue ;; esac
	number=$((number + 1))
	exit=0
	# shellcheck disable=SC2086 # a table row is a command line
	"$blkpath" $arguments >"$got" </dev/null || exit=$?
	if [ "$mode" = --update ] && [ "$exit" -eq "$status" ]; then
		cp "$got" "$here/expected/$name"
	fi
	if [ "$exit" -eq "$status" ] && diff -u "$here/expected/$name" "$got" >"$got.diff" 2>&1; then
		printf 'ok %d - %s\n' "$number" "$name"
	else
		printf 'not ok %d - %s\n# blkpath %s\n# exit %d, expected %d\n' \
			"$number" "$name" "$arguments" "$exit" "$status"
		head -n 40 "$got.diff" | sed 's/^/# /'
		failed=1
	fi
done <"$here/cases"
printf '1..%d\n' "$number"
exit "$failed"
