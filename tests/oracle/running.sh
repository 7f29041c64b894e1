#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The running kernel as judge: recordings of it, held against the rules; and that recording leaves
# the machine as it was.  Skipped where the machine does not let itself be recorded.
#
# usage: running.sh BLKPATH
set -u
blkpath=$1
work=$(mktemp -d) || exit 1
device=
found=
number=0

# A loop device keeps the settings of its queue when its file goes.
clean() {
	if [ -n "$device" ]; then
		[ -z "$found" ] || set_queue "$found"
		losetup -d "$device"
	fi
	rm -rf "$work"
}
trap clean EXIT

# Our loop devices are known by where their file is.
export TMPDIR="$work"

# report NAME STATUS [REMARK]: a TAP line.
report() {
	number=$((number + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $number - $1${3-}"
	else
		echo "not ok $number - $1${3-}"
		[ ! -s "$work/err" ] || sed 's/^/# /' "$work/err"
	fi
}

"$blkpath" record --cases 1 --out "$work/probe" 2>"$work/err"
case $? in
0) ;;
2)
	printf '1..0 # SKIP %s\n' "$(sed -n '1s/^blkpath: //p' "$work/err")"
	exit 0
	;;
*)
	report "one case is recorded" 1
	echo "1..$number"
	exit 0
	;;
esac

# Between the kernels that have a rule set of their own nothing is promised.
case $(uname -r) in
6.1.* | 6.18.*) remark= ;;
*) remark=" # TODO Linux $(uname -r) has no rule set of its own" ;;
esac

# holds OPTION...: what is recorded so is what the rules say.
holds() {
	"$blkpath" record "$@" --out "$work/recording" 2>"$work/err"
	report "records, data is right: $*" $?
	"$blkpath" compare "$work/recording" >"$work/err" 2>&1
	report "the rules explain it: $*" $? "$remark"
}

holds --cases 200
holds --cases 100 --seed 2 --anonymize
for size in 512 1024 4096; do
	for direct in on off; do
		holds --cases 100 --seed $size --block-size $size --loop-direct $direct
	done
done
holds --cases 50 --op write
holds --cases 50 --op read

left_behind() {
	cat /sys/block/loop*/loop/backing_file 2>/dev/null | grep -F "$work/" | grep -vF "$work/disk"
}

[ -z "$(left_behind)" ]
report "no loop device is left" $?

# A device that is named: 64 MiB of our own.
head -c 67108864 /dev/zero | tr '\0' 'x' >"$work/disk"
device=$(losetup -f --show "$work/disk") || device=
if [ -z "$device" ]; then
	number=$((number + 1))
	echo "ok $number - a named device # SKIP no loop device can be had with losetup"
	echo "1..$number"
	exit 0
fi
queue=/sys/block/${device#/dev/}/queue

# set_queue "NOMERGES MAX_SECTORS_KB"
set_queue() {
	echo "${1% *}" >"$queue/nomerges"
	echo "${1#* }" >"$queue/max_sectors_kb"
}

settings() {
	cat "$queue/nomerges" "$queue/max_sectors_kb" "$queue/scheduler"
}
found="$(cat "$queue/nomerges") $(cat "$queue/max_sectors_kb")"
set_queue "1 700"
before=$(settings)
sum=$(cksum <"$work/disk")

holds --device "$device" --cases 60
[ "$(cksum <"$work/disk")" = "$sum" ]
report "a named device is only read" $?
holds --device "$device" --cases 60 --destroy-data
[ "$(cksum <"$work/disk")" != "$sum" ]
report "--destroy-data writes" $?
[ "$(settings)" = "$before" ]
report "settings of the queue are put back" $?
blockdev --setro "$device"
"$blkpath" record --device "$device" --cases 1 --destroy-data --out "$work/cut" 2>"$work/err"
[ $? -eq 2 ] && grep -q "is read-only" "$work/err" && [ ! -e "$work/cut" ]
report "--destroy-data refuses a device that is read-only" $?
blockdev --setrw "$device"

for end in INT:130 TERM:143 HUP:129; do
	signal=${end%:*}
	status=${end#*:}
	timeout --preserve-status -s "$signal" 0.5 "$blkpath" record --device "$device" \
		--cases 100000 --out "$work/cut" >"$work/err" 2>&1
	[ $? -eq "$status" ] && [ "$(settings)" = "$before" ] && [ ! -e "$work/cut" ]
	report "SIG$signal: it ends by it, settings are put back, no file is left" $?
	timeout --preserve-status -s "$signal" 0.5 "$blkpath" record --cases 100000 \
		--out "$work/cut" >"$work/err" 2>&1
	[ $? -eq "$status" ] && [ -z "$(left_behind)" ] && [ ! -e "$work/cut" ]
	report "SIG$signal: no loop device and no file is left" $?
done

echo "1..$number"
