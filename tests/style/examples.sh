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
. "$here/shown.sh"
need git
blkpath=$2
cd "$1"
shift 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$blkpath" "$work/bin/blkpath"
PATH=$work/bin:$PATH

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

# has_heading DOCUMENT ANCHOR: a heading is linked by its words in lower case with hyphens between.
has_heading() {
	sed -n 's/^#\{1,6\} //p' "$1" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9_\n-' | grep -qxF -- "$2"
}

check "links in the documents lead somewhere" "$(
	for document in $(sources '*.md'); do
		grep -oE '\]\([^):]+\)' "$document" | tr -d '()]' | while read -r target; do
			file=$document
			[ -z "${target%%#*}" ] || file=$(dirname "$document")/${target%%#*}
			case $target in
			*#*) has_heading "$file" "${target#*#}" ;;
			*) [ -e "$file" ] ;;
			esac || printf '%s: %s\n' "$document" "$target"
		done
	done
)"

# Of a name with capitals a part is to be filled in; linux's own headers are not ours.
# shellcheck disable=SC2016 # the quotes are those of the documents
check "files that the documents name are there" "$(
	for document in $(sources '*.md' ':!docs/spec/*'); do
		grep -ohE '`(src|sim|tests|docs|include|scripts|scenarios|man|completion)/[a-z0-9_./*-]+`' "$document" |
			tr -d '`' | grep -v '^include/linux/' | while read -r name; do
			# shellcheck disable=SC2086 # a name may be a pattern
			set -- $name
			[ -e "$1" ] || printf '%s: %s\n' "$document" "$name"
		done
	done
)"

finish
