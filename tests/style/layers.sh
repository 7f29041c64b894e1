#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# layers.sh SOURCE OBJECTS - include <- src <- sim <- tests, and the ladders inside src and sim.
here=$(dirname "$0")
. "$here/lib.sh"
need git nm
cd "$1"
objects=$2

# includes_of FOLDER...: "file: header" for every include.
includes_of() {
	sources "$@" | grep '\.[ch]$' |
		xargs -r sed -nE 's/^#[ \t]*include[ \t]*[<"]([^>"]*)[>"].*/\1/;T;F;p' |
		paste -d' ' - -
}

check "include/ uses include/, libbsd's headers and the freestanding part of C" "$(
	includes_of include |
		grep -Ev ' (blkpath/|bsd/sys/|(errno|limits|setjmp|stdarg|stdbool|stddef|stdint)\.h$)' || :
)"
check "src/ includes nothing of sim/ or tests/" "$(
	includes_of src | grep -E '(\.\./)(sim|tests)/|[ /]bp_test\.h|jansson|cyaml|zlib|cmocka' || :
)"
check "sim/ includes nothing of tests/" "$(
	includes_of sim | grep -E '/tests/|bp_test\.h|cmocka' || :
)"
check "sim/ includes nothing that stands higher on its ladder" "$(
	includes_of sim | awk -f "$here/rooms.awk"
)"
check "src/ refers to nothing that stands higher on the ladder" "$(
	nm -A "$objects"/*.o | awk -f "$here/ladder.awk"
)"
check "src/check refers to nothing that it judges" "$(
	nm -A "$objects"/*.o | awk -v judge=1 -f "$here/ladder.awk"
)"
finish
