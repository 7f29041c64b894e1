#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tree.sh SOURCE DRIVER WORK - Debian's kernel tree does as rule set v6.1, and what is no tree is told.
. "$(dirname "$0")/lib.sh"
fetch_tree

set +e
exits 0 scripts/kernel-tree --bios 50000 --fuzz 10 "$tree"
report "Debian's linux-source-6.1 does as rule set v6.1" $?
sed 's/^/# /' "$work/said"

# says STATUS WORDS NAME ARGUMENT...: the script ends so and says these words.
says() {
	want=$1
	words=$2
	name=$3
	shift 3
	exits "$want" scripts/kernel-tree "$@" && grep -q -e "$words" "$work/said"
	report "$name" $?
}

says 1 'the tree does as rule set v6.1' "older rules differ, and the switch is named" \
	--quick --rules v5.2 "$tree"
sed 's/^VERSION = .*/VERSION = 6/; s/^PATCHLEVEL = .*/PATCHLEVEL = 2/' "$tree/Makefile" >"$work/Makefile"
rm -rf "$work/other"
mkdir "$work/other"
cp -r "$tree/block" "$work/Makefile" "$work/other"
ln -s "$(realpath "$tree/include")" "$work/other/include"
says 2 'nothing was compared' "a run that compares nothing has no verdict" --bios 0 --fuzz 0 "$work/other"
for bad in '--bios x' '--seed -1' '--fuzz 1.5' '--fuzz 864001' '--seed 9999999999999999999'; do
	# shellcheck disable=SC2086 # an option and its value
	says 2 "${bad% *} takes" "$bad is refused before anything is built" $bad "$work/nothing"
done
says 2 'is no directory' "a missing tree is told" "$work/nothing"
mkdir -p "$work/empty"
says 2 'does not fit: there is no Makefile' "an empty tree does not fit" "$work/empty"

rm -rf "$work/odd"
mkdir "$work/odd"
cp -r "$tree/block" "$tree/Makefile" "$work/odd"
ln -s "$(realpath "$tree/include")" "$work/odd/include"
sed -i 's/blk_recalc_rq_segments(struct request \*rq)/blk_recalc_rq_segments(struct request *rq, int n)/' \
	"$work/odd/block/blk-merge.c"
says 2 'blk_recalc_rq_segments() is not there or takes other' "a changed function is named" "$work/odd"
cp "$tree/block/blk-merge.c" "$work/odd/block"
sed -i 's/bio_split_discard(struct bio/bio_split_discard(struct boo/' "$work/odd/block/blk-merge.c"
says 2 'blk-merge.c does not compile' "a tree that does not compile is told" "$work/odd"
finish
