#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# pages.sh SOURCE BLKPATH - the manual pages are sound and say what the program does.
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/shown.sh"
need git mandoc
source=$1
cd "$source"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/desk"
ln -s "$2" "$work/bin/blkpath"
PATH=$work/bin:$PATH
pages=$(sources 'man/*.[1-8]')

# Whether a page of somebody else is installed is not ours to say.
# shellcheck disable=SC2086 # one word per page
check "mandoc finds nothing in the pages" "$(
	mandoc -T lint $pages 2>/dev/null | grep -v "referenced manual not found" || :
)"
check "each page is installed" "$(
	for page in $pages; do
		grep -q "'${page#man/}'" man/meson.build || printf '%s\n' "$page"
	done
)"
check "a reference to a page of ours leads to one" "$(
	for page in $pages; do
		sed -nE 's/^\.Xr ((lib)?blkpath[a-z0-9-]*) ([1-8]).*/\1.\3/p' "$page" | while read -r other; do
			[ -e "man/$other" ] || printf '%s: %s\n' "$page" "$other"
		done
	done
)"
check "a reference to a section of a page leads to one" "$(
	for page in $pages; do
		sed -nE 's/^\.Sx ([^,.;)]*[^,.;) ]).*/\1/p' "$page" | while read -r section; do
			grep -qE "^\.S[hs] $section\$" "$page" || printf '%s: %s\n' "$page" "$section"
		done
	done
)"

commands=$(blkpath --help | awk '/^  [a-z]/ { print $1 }')

# listed PAGE: the options that a page explains.
listed() {
	grep '^\.It Fl -' "$1" | grep -oE 'Fl -[a-z0-9-]+' | sed 's/^Fl -/--/' | sort -u
}

# offered COMMAND: the options that it tells of on --help, which is one everywhere.
offered() {
	{
		blkpath "$1" --help | grep -oE '^  --[a-z0-9-]+' | tr -d ' '
		printf '%s\n' --help
	} | sort -u
}

check "each command has a page, and blkpath(1) names it" "$(
	for command in $commands; do
		[ -e "man/blkpath-$command.1" ] || printf '%s\n' "$command"
		grep -q "^.It Xr blkpath-$command 1\$" man/blkpath.1 || printf 'blkpath(1): %s\n' "$command"
	done
)"
check "a page of section 1 is of a command" "$(
	for page in $(sources 'man/blkpath-*.1'); do
		command=${page#man/blkpath-}
		printf '%s\n' "$commands" | grep -qx "${command%.1}" || printf '%s\n' "$page"
	done
)"
for command in $commands; do
	page=man/blkpath-$command.1
	[ -e "$page" ] || continue
	listed "$page" >"$work/listed"
	offered "$command" >"$work/offered"
	check "${page#man/} has the options of --help, and no others" "$(
		comm -3 "$work/listed" "$work/offered" | sed 's/^\t\(.*\)/missing: \1/; t; s/^/no such option: /'
	)"
done
check "a page names each file of scenarios" "$(
	for scenario in $(sources scenarios); do
		grep -qE "[ /]${scenario##*/}( |\$)" man/*.1 || printf '%s\n' "$scenario"
	done
)"
check "the pages name each rule set" "$(
	for page in blkpath-rules.1 blkpath-scenario.5; do
		blkpath rules --json | sed -n 's/.*"name": "\(v[0-9.]*\)".*/\1/p' | while read -r name; do
			grep -qwF "$name" "man/$page" || printf '%s: %s\n' "$page" "$name"
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

# The desk of a reader, with what the examples speak of.
cd "$work/desk"
golden=$source/tests/golden
ln -s "$source/scenarios" scenarios
ln -s "$golden/real/qemu-q35-switch/lspci-vvvxxxx.txt" machine.lspci
ln -s "$golden/drives.yaml" machine.yaml
mkdir vectors recordings
sed -n 1,20p "$source/tests/conform/vectors/linux-6.1-page.jsonl" >vectors/linux-6.1-page.jsonl
gzip -c "$golden/known.jsonl" >recordings/known.jsonl.gz
printf 'fio version 2 iolog\n/dev/sda %s\n' add >trace.iolog
printf '/dev/sda %s\n' open 'write 0 1048576' 'read 0 1048576' close >>trace.iolog

# A point that stands alone is drawn to the word before it, unless \& protects it.
check "a point alone in a command is protected" \
	"$(grep -n '^\.D[1l] .* [][().,:;?!|]\( \|$\)' "$source"/man/*.[1-8] || :)"

# Those of record need root; check goes on for longer than a test may.
# shellcheck disable=SC2046 # one word per page
grep -H '^\.Dl blkpath' $(printf '%s\n' "$source"/man/*.[1-8] | grep -Ev 'blkpath-(check|record)\.1') |
	sed 's/^\([^:]*\):\.Dl /\1 /; s/\\&//g' >"$work/lines"
while read -r page line; do
	here_line=$(printf '%s\n' "$line" | sed "s|/sys/block/sda/queue|$golden/real/loop-linux-6.18/queue|g")
	check "${page##*/}: $line" "$(sh -c "$here_line" 2>&1 >"$work/got" </dev/null | grep '^blkpath:' || :)"
done <"$work/lines"
rm -f machine.yaml
for page in "$source"/man/blkpath*.[1-8]; do
	page_examples "$page"
done
finish
