#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# format.sh SOURCE - the layout of C files and scripts.
. "$(dirname "$0")/lib.sh"
need git clang-format-14 shellcheck
cd "$1"

check "C files are laid out as scripts/format does it" "$(
	sources '*.[ch]' | xargs -n 16 -P "$(getconf _NPROCESSORS_ONLN)" \
		clang-format-14 --dry-run -Werror 2>&1 | sed -n 's/:[0-9]*:[0-9]*: error: .*//p' | sort -u
)"
check "shellcheck finds nothing in the scripts" "$(
	sources | xargs grep -lE '^(#!/bin/(ba)?sh|# shellcheck shell)' -- |
		xargs shellcheck -x -P SCRIPTDIR 2>&1 || :
)"
check "each script tells its use on --help" "$(
	sources scripts | while read -r file; do
		[ -x "$file" ] || continue
		./"$file" --help 2>/dev/null </dev/null | grep -q "^usage: $file" || printf '%s\n' "$file"
	done
)"
finish
