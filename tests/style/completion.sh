#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# completion.sh SOURCE BLKPATH - the shells offer what the program takes.
here=$(dirname "$0")
. "$here/lib.sh"
need zsh
source=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$2" "$work/blkpath"
PATH=$work:$PATH

# in_bash WORD...: what is offered for the last word.
in_bash() {
	(
		set +eu
		# shellcheck source=completion/blkpath.bash
		. "$source/completion/blkpath.bash"
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_blkpath
		printf '%s\n' "${COMPREPLY[@]}" | grep . | sort
	) || :
}

# in_zsh WORD...: the same; what completion functions get is printed instead.
in_zsh() {
	# shellcheck disable=SC2016 # for zsh
	zsh -f -c '
		file=$1; shift
		words=("$@"); CURRENT=$#; PREFIX=$words[CURRENT]
		_describe() { print -l -- ${(P)2%%:*} }
		compadd() { shift; print -l -- "$@" }
		_files() { }
		source $file
	' zsh "$source/completion/_blkpath" "$@" | grep . | awk -v prefix="${*: -1}" 'index($0, prefix) == 1' |
		sort || :
}

# expect SENTENCE WANTED WORD...
expect() {
	local sentence=$1 wanted=$2 shell
	shift 2
	for shell in bash zsh; do
		check "$shell: $sentence" "$(
			diff <(printf '%s\n' "$wanted" | grep . | sort) <("in_$shell" "$@") || :
		)"
	done
}

commands=$(blkpath --help | awk '/^  [a-z]/ { print $1 }')
expect "the commands" "$commands"$'\n'"--help"$'\n'"--version" blkpath ''
expect "those that begin with co" "$(printf '%s\n' "$commands" | grep '^co')" blkpath co
for command in $commands; do
	expect "options of $command" "$({
		blkpath "$command" --help | grep -oE '^  --[a-z0-9-]+' | tr -d ' '
		printf '%s\n' --help
	} | sort -u)" blkpath "$command" --
done
expect "rule sets" $'v5.2\nv6.1\nv6.18' blkpath explain --rules ''
expect "presets" $'default\nnvme\nstacking' blkpath replay --limits ''
expect "words of a list" $'off\nmerge\npack' blkpath explain --iommu ''
expect "words of another command" $'on\noff' blkpath p2p --iommu ''
expect "words with strokes" $'bus\nphys\niova' blkpath topo --address ''
expect "none or verify" $'none\nverify' blkpath replay --data ''
expect "read or write" $'read\nwrite' blkpath record --op ''
expect "no words for a number" '' blkpath explain --sector ''
expect "files for a scenario" '' blkpath explain ''
expect "subjects" "$(blkpath check --list | awk '{ print $1 }')" blkpath check ''
expect "defects" "$(blkpath defects | grep -oE '^  (DEF|QUIRK)-[A-Z0-9-]+' | tr -d ' ')" blkpath defects ''
expect "a defect that begins so" $'DEF-10\nDEF-11\nDEF-12\nDEF-13\nDEF-14' blkpath explain --defect DEF-1
finish
