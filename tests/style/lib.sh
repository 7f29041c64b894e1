# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the style checks share.  A check is one TAP line; its offenders follow as remarks.
set -eu

checks=0

# check SENTENCE OFFENDERS: passes when there are no offenders.
check() {
	checks=$((checks + 1))
	if [ -z "$2" ]; then
		printf 'ok %d - %s\n' "$checks" "$1"
	else
		printf 'not ok %d - %s\n' "$checks" "$1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

finish() {
	printf '1..%d\n' "$checks"
}

# need TOOL...: the whole program is skipped where one is missing.
need() {
	for tool; do
		command -v "$tool" >/dev/null && continue
		printf '1..0 # SKIP %s is not installed\n' "$tool"
		exit 0
	done
}

in_git() {
	git -c safe.directory='*' "$@"
}

# sources PATTERN...: the project's files, with those that are not committed yet.
sources() {
	in_git ls-files --cached --others --exclude-standard -- "$@" |
		while read -r file; do
			if [ -f "$file" ]; then printf '%s\n' "$file"; fi
		done
}
