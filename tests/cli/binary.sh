#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What only the program itself can show: exit codes, streams, files, and that Debian's blktrace
# tools read what it writes.
#
# usage: binary.sh BLKPATH CAPTURE_DIRECTORY
set -u
blkpath=$1
capture=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0

# report NAME STATUS: a TAP line.
report() {
	number=$((number + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
	fi
}

# skip NAME REASON
skip() {
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

# exits STATUS ARGUMENT...: the program ends so.
exits() {
	want=$1
	shift
	"$blkpath" "$@" >"$work/out" 2>"$work/err"
	got=$?
	[ "$got" -eq "$want" ] || sed 's/^/# /' "$work/err"
	report "exit $want: blkpath $*" $((got != want))
}

# prints WORDS: the last run put them on its output stream.
prints() {
	grep -qF -- "$1" "$work/out"
	report "prints: $1" $?
}

# complains WORDS: the last run put them on its error stream, and nothing on the other.
complains() {
	grep -qF -- "$1" "$work/err" && [ ! -s "$work/out" ]
	report "complains: $1" $?
}

exits 0 --help
prints 'explain'
prints 'replay'
exits 0 --version
prints 'blkpath '
exits 2
complains 'blkpath: a command is missing; allowed: explain replay limits'
exits 2 frobnicate
complains 'blkpath: frobnicate: unknown command; allowed: explain'
exits 2 --frobnicate
complains 'unknown option'
for command in explain replay limits defects; do
	exits 0 $command --help
	prints "usage: blkpath $command"
	exits 2 $command --frobnicate
	complains 'allowed: --'
done

exits 0 explain --bytes 1M --set max_segments=168 --set max_hw_sectors_kb=1280 \
	--set max_sectors_kb=1280
prints 'cut by max_segments 168'

# JSON is UTF-8.
bad=$work/$(printf 'na\377me')
cp "$capture/fio.iolog" "$bad"
exits 2 replay "$bad" --json
complains 'blkpath: --json: a name is not UTF-8'

# A full disk is an error.
if [ -w /dev/full ]; then
	"$blkpath" limits >/dev/full 2>"$work/err"
	report 'exit 2: output on a full disk' $(($? != 2))
else
	skip 'exit 2: output on a full disk' 'no /dev/full'
fi

# Streams that are closed are not taken for the files of the command.
"$blkpath" replay "$capture/fio.iolog" --out "$work/held" >&- 2>&- <&-
report 'exit 2: no stream to write to' $(($? != 2))
"$blkpath" replay "$work/held" >/dev/null 2>&1
report 'the output file holds nothing else' $?

exits 0 replay "$capture/blk-ftrace.txt.gz" --limits "$capture/queue" --check \
	--out "$work/own.blktrace.0"
grep -q 'replayed 2021 I/Os' "$work/err"
report 'tells its speed on the error stream' $?
grep -q '#' "$work/err"
report 'draws no progress bar without a terminal' $(($? == 0))

if command -v blkparse >/dev/null && command -v btt >/dev/null; then
	(cd "$work" && blkparse -i own -d own.bin >own.txt 2>own.err)
	report 'blkparse reads the output' $?
	[ ! -s "$work/own.err" ]
	report 'blkparse has no complaint' $?
	for action in Q X G P U D C; do
		awk -v a=$action '$6 == a { found = 1 } END { exit !found }' "$work/own.txt"
		report "blkparse shows $action" $?
	done
	(cd "$work" && btt -i own.bin >btt.txt 2>btt.err)
	report 'btt reads it' $?
	[ ! -s "$work/btt.err" ]
	report 'btt has no complaint' $?
	exits 0 replay "$work/own.txt" --limits "$capture/queue"
	prints 'blkparse text'
else
	skip "blkparse and btt" 'not installed'
fi

# A broken trace leaves no output, and spares what was there.
head -c 1000 "$work/own.blktrace.0" >"$work/cut.blktrace.0"
echo precious >"$work/old"
exits 2 replay "$work/cut.blktrace.0" --out "$work/new"
[ ! -e "$work/new" ]
report 'a truncated trace leaves no output file' $?
exits 2 replay "$work/cut.blktrace.0" --out "$work/old"
[ "$(cat "$work/old")" = precious ]
report 'nor does it touch one that was there' $?
[ "$(find "$work" -name 'new*' -o -name 'old?*' | wc -l)" -eq 0 ]
report 'nor is a temporary file left' $?

echo "1..$number"
