#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# compile.sh SOURCE - the second compiler has nothing to say either.
. "$(dirname "$0")/lib.sh"
need git clang-14 pkg-config
cd "$1"

flags="-std=gnu17 -fsyntax-only -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wvla -Wundef
	-Iinclude -Isim -Itests/lib $(pkg-config --cflags libbsd jansson libcyaml zlib cmocka)"
# Compiled against the headers of a kernel tree, not ours.
of_a_tree=^tests/oracle/ktree/tree/subject.c
jobs=$(getconf _NPROCESSORS_ONLN)

check "clang has no warning" "$(
	# shellcheck disable=SC2086 # one word per flag
	sources 'src/*.c' 'sim/*.c' 'tests/*.c' | grep -v "$of_a_tree" |
		xargs -r -n 8 -P "$jobs" clang-14 $flags 2>&1 || :
)"
check "each public header stands alone" "$(
	for file in $(sources 'include/*.h'); do
		# shellcheck disable=SC2086
		clang-14 $flags -Wno-unused -x c -include "$file" /dev/null 2>&1 || :
	done
)"
finish
