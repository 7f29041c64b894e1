# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests of a kernel tree share: TEST SOURCE DRIVER WORK
set -eu
cd "$1"
KTREE_DRIVER=$2
work=$3/$(basename "$0" .sh)
export KTREE_DRIVER
mkdir -p "$work"
number=0

# report NAME STATUS: a TAP line; what was said follows where it failed.
report() {
	number=$((number + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		sed 's/^/# /' "$work/said"
	fi
}

finish() {
	echo "1..$number"
}

# Debian's tree, or the end of the test.
fetch_tree() {
	# shellcheck disable=SC2034 # the tests read it
	tree=$(scripts/kernel-tree --fetch 2>"$work/said") && return
	echo "1..0 # SKIP $(tail -n 1 "$work/said")"
	exit 0
}

# exits STATUS COMMAND...: whether a command ends so.
exits() {
	want=$1
	shift
	got=0
	"$@" >"$work/said" 2>&1 </dev/null || got=$?
	[ "$got" -eq "$want" ]
}
