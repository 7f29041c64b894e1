#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# rfc.sh SOURCE - what docs/rfc.md names is there, and it names all of it.
. "$(dirname "$0")/lib.sh"
cd "$1"

table=docs/rfc.md
rows=$(grep -E '^\| [0-9]+ \|' $table)

# column N: patch and that column, without the marks of code.
column() {
	printf '%s\n' "$rows" | awk -F ' *[|] *' -v n="$1" '{ gsub(/`/, "", $n); print $2 "\t" $n }'
}

# Patch and defect, a line each, as the table of defects says.
defects_of_patches() {
	sed -nE 's/^[[:space:]]*X\([A-Z0-9_]+, "(DEF-[A-Z0-9-]+)", [A-Z_]+, "(([^"\\]|\\.)*)".*/\1\t\2/p' \
		include/blkpath/defect_list.h |
		awk -F '\t' '{
			sub(/ \(.*/, "", $2)
			count = split($2, patch, ", ")
			for (i = 1; i <= count; i++)
				if (patch[i] ~ /^[0-9]+$/) print patch[i] " " $1
		}' | sort
}

# The same, as the document says.
told_defects() {
	column 6 | awk -F '\t' '{
		count = split($2, id, ", ")
		for (i = 1; i <= count; i++) if (id[i] != "") print $1 " " id[i]
	}'
}

check "the 28 patches, in their order" "$(
	printf '%s\n' "$rows" | awk '$2 != NR { print } END { if (NR != 28) print NR " rows" }'
)"
check "each file exists" "$(
	grep -oE "\`[a-z][A-Za-z0-9_/.-]*/[A-Za-z0-9_.-]+\`" $table | tr -d "\`" | sort -u |
		while read -r file; do [ -e "$file" ] || printf '%s\n' "$file"; done
)"
check "each row says where" "$(column 4 | awk -F '\t' '$2 == ""')"
check "each row names a test, and its file has it" "$(
	column 5 | while IFS='	' read -r patch shown; do
		printf '%s\n' "$shown" | tr ';' '\n' | while IFS=': ' read -r file name; do
			grep -qE "^static void $name\\(" "$file" 2>/dev/null ||
				printf '%s: %s in %s\n' "$patch" "$name" "$file"
		done
	done
)"
check "each defect of a patch stands in its row, and no other" "$(
	{ told_defects; defects_of_patches; } | sort | uniq -u
)"
finish
