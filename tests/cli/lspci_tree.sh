#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Our trees equal those of lspci -t: each function with the function above it and its buses.
#
# usage: lspci_tree.sh BLKPATH SOURCE
#
# The dumps are the shipped captures, and those of pciutils if PCIUTILS_TESTS names their folder.
set -u
blkpath=$1
real=$2/tests/golden/real
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0

if ! command -v lspci >/dev/null; then
	echo "1..0 # SKIP pciutils is not installed"
	exit 0
fi

# "DDDD:BB:SS.F ABOVE FIRST-LAST" of each function; ABOVE is "root" on a root bus.  A column holds the
# bus whose functions stand there.
# shellcheck disable=SC2016 # awk's, not the shell's
of_lspci='
{
	rest = $0
	column = 1
	above = ""
	while (match(rest, /\[[0-9a-f]+:[0-9a-f]+\]|\[[0-9a-f]+(-[0-9a-f]+)?\]|[0-9a-f][0-9a-f]\.[0-7]/)) {
		token = substr(rest, RSTART, RLENGTH)
		column += RSTART - 1
		if (token ~ /^\[.*:/) {
			split(substr(token, 2, length(token) - 2), part, ":")
			domain = part[1]
			bus = part[2]
			above = "root"
		} else if (token ~ /^\[/) {
			range = substr(token, 2, length(token) - 2)
			buses[last] = range ~ /-/ ? range : range "-" range
			split(buses[last], part, "-")
			bus = part[1]
			above = last
		} else {
			if (above == "") {
				bus = bus_at[column]
				above = above_at[column]
			}
			bus_at[column] = bus
			above_at[column] = above
			last = domain ":" bus ":" token
			parent[last] = above
		}
		rest = substr(rest, RSTART + RLENGTH)
		column += RLENGTH
	}
}
END { for (f in parent) print f, parent[f], buses[f] }'

# shellcheck disable=SC2016 # awk's, not the shell's
of_blkpath='
/^[0-9a-f]+:[0-9a-f][0-9a-f]$/ {
	domain = $1
	sub(/:.*/, "", domain)
	on = 1
}
/^$/ { blank = 1; next }
!/^[ |`+]/ && !/^[0-9a-f]+:[0-9a-f][0-9a-f]$/ { on = 0 }
on && match($0, /[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]\.[0-7] /) {
	depth = (RSTART - 4) / 3
	at = domain ":" substr($0, RSTART, RLENGTH - 1)
	chain[depth] = at
	buses = ""
	if (match($0, /\[[0-9a-f][0-9a-f]-[0-9a-f][0-9a-f]\]/) && RSTART < 60)
		buses = substr($0, RSTART + 1, RLENGTH - 2)
	print at, depth ? chain[depth - 1] : "root", buses
}'

for dump in "$real"/*/lspci-vvvxxxx.txt ${PCIUTILS_TESTS:+"$PCIUTILS_TESTS"/*}; do
	number=$((number + 1))
	name=${dump#"$real"/}
	name=${name##*/pciutils-tests/}
	lspci -F "$dump" -t | awk "$of_lspci" | sort >"$work/theirs"
	"$blkpath" topo "$dump" | awk "$of_blkpath" | sort >"$work/ours"
	if [ -s "$work/ours" ] && diff "$work/theirs" "$work/ours" >"$work/diff"; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		sed 's/^/# /' "$work/diff"
	fi
done
echo "1..$number"
