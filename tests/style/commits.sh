#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# commits.sh SOURCE - what the history says.
. "$(dirname "$0")/lib.sh"
need git
cd "$1"
in_git rev-parse HEAD >/dev/null 2>&1 || {
	printf '1..0 # SKIP this is no clone\n'
	exit 0
}

check "subjects read 'area: what' in at most 72 columns" "$(
	in_git log --no-merges --format=%s | awk 'length($0) > 72 || !/^[a-z][a-z0-9, \/_.-]*: ./'
)"
check "messages name no machine paths" "$(
	in_git log --format=%B | grep -nE '/[w]ork/|/[t]mp/[a-z]|/[h]ome/|[w]orktree' || :
)"
finish
