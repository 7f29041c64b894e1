#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# mutants.sh SOURCE - which mistakes scripts/mutate makes of a small piece of C.
set -eu
cd "$1"
if ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP python3 is not installed"
	exit
fi
echo 1..1
if scripts/mutate --list tests/golden/mutants/sample.txt | diff tests/golden/mutants/sample.list - >&2; then
	echo "ok 1 - the mistakes in sample.txt are those of sample.list"
else
	echo "not ok 1 - the mistakes in sample.txt are those of sample.list"
fi
