#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# text.sh SOURCE - licence marks, spelling, sizes, and words that have no place here.
here=$(dirname "$0")
. "$here/lib.sh"
need git codespell
cd "$1"

code() {
	sources '*.[ch]' '*.sh' '*.awk' '*meson.build' meson_options.txt scripts .ci man \
		.clang-format '*.yaml'
}

check "each file begins with its licence" "$(
	code | while read -r file; do
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' ||
			printf '%s\n' "$file"
	done
)"
check "the spelling is right" "$(
	sources | grep -Ev '^(LICENSE|docs/spec/|tests/conform/vectors/|tests/golden/real/|tests/fuzz/corpus/)' |
		xargs codespell --ignore-words "$here/words.txt" 2>&1 || :
)"
check "no file has more than 400 lines" "$(
	sources '*.[ch]' '*.sh' scripts | xargs wc -l | awk '$2 != "total" && $1 > 400'
)"
check "the median file of include, src and sim has at most 150 lines" "$(
	sources 'include/*.[ch]' 'src/*.[ch]' 'sim/*.[ch]' | xargs wc -l | awk '$2 != "total" { print $1 }' |
		sort -n | awk '{ n[NR] = $1 } END { m = n[int((NR + 1) / 2)]; if (m > 150) print m " lines" }'
)"
# Spelled with a bracket, so that this file does not hold them.
machine='/[w]ork/|/[t]mp/[a-z]|/[h]ome/|/[r]oot/|registry\.[n]pmjs|[p]ypi\.|[f]iles\.pythonhosted|deb\.[d]ebian\.org|[w]orktree'
check "there are no machine paths or package hosts" "$(
	sources | grep -Ev '^(LICENSE|tests/golden/real/)' | xargs grep -nIE "$machine" -- || :
)"
words="[c]laude|[a]nthropic|[c]hatgpt|[c]opilot|[s]ub-?agent|\\b[L]LM\\b"
check "no file speaks of the tools that wrote it" "$(
	sources | grep -v "^LICENSE" | xargs grep -nIiE "$words" -- || :
)"
check "there are no unfinished words" "$(
	sources '*.[ch]' scripts man README.md docs/*.md |
		xargs grep -nIE '\b([T]ODO|[F]IXME|[X]XX|[p]laceholder|not [y]et implemented)\b' -- || :
)"
check "a reason why nothing reaches a line is one, and stands beside code of src/" "$(
	sources '*.[ch]' | xargs grep -n '[u]nreached:' -- |
		grep -vE '^src/[^:]*\.c:[0-9]+:[[:space:]]+[^[:space:]/*].*[;{}] /\* unreached: [^ *].* \*/$' || :
)"
finish
