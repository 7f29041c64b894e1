# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a document shows is held against what one sees.  Needs a folder $work; commands run in $where.
# shellcheck disable=SC2154

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

# page_examples PAGE: each literal block of a manual page that begins with "$ COMMAND" is run here;
# a line that ends with a backslash goes on.  Errors and progress are not shown.  What "$ cat FILE"
# shows becomes that file.
page_examples() {
	where=.
	rm -f "$work"/command.* "$work"/output.*
	awk -v work="$work" '
	/^\.Bd -literal/ { on = 1; more = 0; next }
	/^\.Ed/ { on = 0; started = 0 }
	!on { next }
	{ sub(/^\\&/, ""); gsub(/\\e/, "\\") }
	more { more = sub(/\\$/, ""); command = command $0; if (!more) print command >(work "/command." n); next }
	/^\$ / {
		n++
		started = 1
		command = substr($0, 3)
		printf "" >(work "/output." n)
		more = sub(/\\$/, "", command)
		if (!more)
			print command >(work "/command." n)
		next
	}
	started { print >(work "/output." n) }
	' "$1"
	for file in "$work"/command.*; do
		[ -f "$file" ] || continue
		read -r command <"$file"
		case $command in
		'cat '*'|'*) ;;
		'cat '*)
			cp "$work/output.${file##*.}" "${command#cat }"
			continue
			;;
		esac
		check "${1##*/}: $command" "$(differences "{ $command; } 2>/dev/null" "$work/output.${file##*.}")"
	done
}
