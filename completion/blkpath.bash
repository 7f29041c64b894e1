# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of blkpath for bash.  The program is asked for its commands, options and words.

# _blkpath_values PROGRAM COMMAND OPTION: the words that the option's value may be, if --help or a
# list tells them: "off|default", "off, merge or pack: ...", "...; one of v5.2, v6.1".
_blkpath_values()
{
	if [[ $3 == --defect ]]; then
		_blkpath_defects "$1"
		printf '%s\n' rfc base all
		return
	fi
	"$1" "$2" --help 2>/dev/null | sed -nE '
		s/^  '"$3"' ([a-z|.0-9]+\|[a-z|.0-9]+) .*/\1/; t words
		s/^  '"$3"' [^ ]+ +//; t text
		d
		:text
		s/.*(one of |: )([a-z0-9._-]+(, [a-z0-9._-]+)+)$/\2/; t words
		s/^([a-z_]+((, or |, | or )[a-z_]+)+)(:|,|;| \().*/\1/; t words
		d
		:words
		s/, or |, | or |\|/\n/g
		p' | grep -v '\.\.\.'
}

_blkpath_defects()
{
	"$1" defects 2>/dev/null | grep -oE '^  (DEF|QUIRK)-[A-Z0-9-]+' | tr -d ' '
}

_blkpath()
{
	local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]}
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=

	if ((COMP_CWORD == 1)); then
		words=$("$program" --help 2>/dev/null | awk '/^  [a-z]/ { print $1 }')
		words+=' --help --version'
	elif [[ $word == -* ]]; then
		words=$("$program" "$command" --help 2>/dev/null | grep -oE '^  --[a-z0-9-]+' | grep -v -- --help)
		words+=' --help'
	elif [[ $before == --* ]] &&
		"$program" "$command" --help 2>/dev/null | grep -qE "^  $before [^ ]"; then
		words=$(_blkpath_values "$program" "$command" "$before")
	elif [[ $command == check ]]; then
		words=$("$program" check --list 2>/dev/null | awk '{ print $1 }')
	elif [[ $command == defects ]]; then
		words=$(_blkpath_defects "$program")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

# Without words there are files.
complete -o default -F _blkpath blkpath
