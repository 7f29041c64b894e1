#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tour.sh SOURCE - the tour enters each room, and what teaches names rules that exist.
. "$(dirname "$0")/lib.sh"
need git
cd "$1"

check "docs/tour.md enters each room of src and sim" "$(
	sources 'src/*.c' 'sim/*.c' | cut -d/ -f1-2 | grep -v '\.c$' | sort -u | while read -r room; do
		grep -qF "\`$room\`" docs/tour.md || printf '%s\n' "$room"
	done
)"

# numbers FILE...: the rules, invariants and defects that they name, a step of a rule left out.
numbers() {
	grep -ohE '(R-[A-Z]+-[0-9]+|R-[A-E][0-9]+(\.[0-9]+)?|NV[HCM]-[0-9]+|P2P-[A-F][0-9]+(\.[0-9]+)?|P-[0-9]+|INV-[A-Z0-9]+-[0-9]+|DEF-([A-Z0-9]+-)?[0-9]+|QUIRK-[0-9]+|G-[0-9]+)' \
		"$@" | sed 's/^P2P-\([A-F]\)/\1/' | sort -u
}

spec=$(sources 'docs/spec/*.md')
# shellcheck disable=SC2046,SC2086 # one word per file
check "each rule that tour and lessons name is in the specification" "$(
	numbers docs/tour.md $(sources 'docs/lessons/*.md') | while read -r number; do
		grep -qE "(^|[^A-Z0-9-])$number([^0-9]|\$)" $spec || printf '%s\n' "$number"
	done
)"
check "each ready scenario is named in a document" "$(
	for scenario in $(sources 'scenarios/*.yaml'); do
		grep -qF "${scenario##*/}" README.md docs/*.md man/*.1 || printf '%s\n' "$scenario"
	done
)"
finish
