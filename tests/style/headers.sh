#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# headers.sh SOURCE - the headers are the manual.
here=$(dirname "$0")
. "$here/lib.sh"
need git
cd "$1"

check "each public function is documented in full" "$(
	for file in $(sources 'include/blkpath/*.h'); do
		awk -f "$here/headers.awk" "$file"
	done
)"
finish
