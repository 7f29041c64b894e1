#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# purity.sh SOURCE OBJECTS - src/ has no files, clock, output, randomness or mutable globals.
here=$(dirname "$0")
. "$here/lib.sh"
need nm objdump
objects=$2

# What the compiler and its sanitizers add on their own.
added='^(_*(asan|ubsan|gcov|odr_asan|stack_chk|tls|unnamed|sancov|sanitizer|profc|profd|llvm)|asan\.|_GLOBAL_|_sub_[DI]_|\.)'
libc='^(calloc|free|abort|bcmp|memchr|memcmp|memcpy|memmove|memset|_setjmp|setjmp|__sigsetjmp|longjmp|snprintf|vsnprintf|strcasecmp|strchr|strcmp|strcspn|strlen|strncasecmp|strncmp|qsort|bsearch)$'

check "src/ calls only the pure part of the C library" "$(
	nm -A "$objects"/*.o | awk -v added="$added" -v libc="$libc" '
	$(NF - 1) ~ /^[TDRBVWC]$/ { own[$NF] = 1 }
	$(NF - 1) == "U" && $NF !~ added && $NF !~ libc { use[$1 " " $NF] = $NF }
	END {
		for (u in use)
			if (!(use[u] in own)) {
				sub(/.*\//, "", u)
				print u
			}
	}'
)"
check "src/ has no mutable data" "$(
	objdump -t "$objects"/*.o | awk -v added="$added" '
	/file format/ { file = $1; sub(/.*\//, "", file) }
	NF > 3 && $(NF - 2) ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && $(NF - 2) !~ /^\.data\.rel\.ro/ &&
		/ O / && $NF !~ added { print file " " $NF }'
)"
finish
