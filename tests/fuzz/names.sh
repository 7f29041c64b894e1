#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# names.sh SOURCE - what scripts/fuzz and scripts/fuzz-build know of the targets.
. "$1/tests/style/lib.sh"
cd "$1"
. scripts/common.sh

check "each corpus is that of a target, and each target has one" "$(
	{
		fuzz_targets
		ls tests/fuzz/corpus
	} | sort | uniq -u
)"
finish
