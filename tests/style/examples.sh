#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples.sh SOURCE BLKPATH [DOCUMENT...] - what the documents show is what one sees.
#
# In a ```console block of README.md or docs/*.md each "$ command" is run at the top of the source
# tree, those of lessons where their files are, and the lines below it are compared; a line of three
# dots stands for any number of lines.
# Named documents are looked at alone.
here=$(dirname "$0")
. "$here/lib.sh"
need git
blkpath=$2
cd "$1"
shift 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$blkpath" "$work/bin/blkpath"
PATH=$work/bin:$PATH

# told COMMAND: the file that holds what it prints; a command that is shown twice runs once.
told() {
	told=$work/told.$(printf '%s' "$where $1" | cksum | tr ' ' .)
	[ -e "$told" ] || (cd "$where" && sh -c "$1") >"$told" 2>&1 </dev/null || :
	printf '%s\n' "$told"
}

# differences COMMAND FILE: what the command prints, where it is not what the file holds.
differences() {
	awk -v got="$(told "$1")" '
	function next_line() { return (getline line <got) > 0 }
	$0 == "..." { skip = 1; next }
	{
		found = 0
		while (next_line())
			if (line == $0) { found = 1; break }
			else if (!skip) break
		if (!found) { print "expected: " $0; if (!skip) print "     got: " line; exit }
		skip = 0
	}
	END { if (found && !skip && next_line()) print "more than expected: " line }
	' "$2"
}

# examples DOCUMENT: each of its commands.
examples() {
	document=$1
	case $document in
	docs/lessons/[0-9]*) where=docs/lessons ;;
	*) where=. ;;
	esac
	rm -f "$work"/command.* "$work"/output.*
	awk -v work="$work" '
	/^```console/ { on = 1; next }
	/^```/ { on = 0 }
	on && /^\$ / { n++; print substr($0, 3) >(work "/command." n); printf "" >(work "/output." n); next }
	on && n { print >(work "/output." n) }
	' "$document"
	for file in "$work"/command.*; do
		[ -f "$file" ] || continue
		read -r command <"$file"
		case $command in scripts/*)
			check "$document: $command is there" "$([ -x "${command%% *}" ] || echo no)"
			continue
			;;
		esac
		check "$document: $command" "$(differences "$command" "$work/output.${file##*.}")"
	done
}

if [ "$#" -gt 0 ]; then
	for named; do
		examples "$named"
	done
	finish
	exit
fi
for document in $(sources README.md 'docs/*.md'); do
	examples "$document"
done

check "links in the documents lead somewhere" "$(
	for document in $(sources '*.md'); do
		grep -oE '\]\([^)#:]+\)' "$document" | tr -d '()]' | while read -r target; do
			[ -e "$(dirname "$document")/$target" ] || printf '%s: %s\n' "$document" "$target"
		done
	done
)"

# blocks PAGE: the literal blocks of a manual page, one file each.
blocks() {
	rm -f "$work"/block.*
	awk -v work="$work" '
	/^\.Bd -literal/ { n++; on = 1; next }
	/^\.Ed/ { on = 0 }
	on { print >(work "/block." n ".yaml") }
	' "$1"
}

blocks man/blkpath-scenario.5
for file in "$work"/block.*; do
	command=explain
	if grep -q '^machine:' "$file"; then command=topo; fi
	if grep -q '^p2p:' "$file"; then command=p2p; fi
	check "blkpath-scenario(5): example ${file##*/}" "$(blkpath $command "$file" 2>&1 >"$work/got" </dev/null || :)"
done
blocks man/blkpath-limits.5
for file in "$work"/block.*; do
	check "blkpath-limits(5): example ${file##*/}" "$(blkpath limits "$file" 2>&1 >"$work/got" </dev/null || :)"
done
blocks man/blkpath-recording.5
for file in "$work"/block.*; do
	check "blkpath-recording(5): example ${file##*/}" "$(tr -d '\n' <"$file" | blkpath compare - 2>&1 >"$work/got" || :)"
done
check "the manual pages name each rule set" "$(
	for page in blkpath.1 blkpath-scenario.5; do
		blkpath rules --json | sed -n 's/.*"name": "\(v[0-9.]*\)".*/\1/p' | while read -r name; do
			grep -qwF "$name" "man/$page" || printf '%s: %s\n' "$page" "$name"
		done
	done
)"
text() {
	mandoc -T ascii "$1" | sed 's/.\x08//g'
}

check "blkpath(1) names each command, it or the command's own page each option" "$(
	for command in $(blkpath --help | awk '/^  [a-z]/ { print $1 }'); do
		text man/blkpath.1 >"$work/page"
		grep -qw "$command" "$work/page" || printf '%s\n' "$command"
		[ ! -e "man/blkpath-$command.1" ] || text "man/blkpath-$command.1" >>"$work/page"
		blkpath "$command" --help | grep -oE '^  --[a-z0-9-]+' | tr -d ' ' | while read -r option; do
			grep -q -e "$option" "$work/page" || printf '%s %s\n' "$command" "$option"
		done
	done
)"
finish
