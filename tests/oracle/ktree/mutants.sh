#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# mutants.sh SOURCE DRIVER WORK - a tree with one thing wrong is caught, with the smallest input.
#
# Each line below spoils a copy of block/blk-merge.c by one pattern.
. "$(dirname "$0")/lib.sh"
fetch_tree

mutant=$work/tree
rm -rf "$mutant"
mkdir "$mutant"
cp -r "$tree/block" "$tree/Makefile" "$mutant"
ln -s "$(realpath "$tree/include")" "$mutant/include"

caught() {
	exits 1 scripts/kernel-tree --quick "$mutant" &&
		grep -q '^difference 1: .*input' "$work/said" && grep -q '^  rule ' "$work/said"
}

# One that hangs at nearly everything is told too, in time.
hang_is_caught() {
	sed 's/len -= seg_size;/len += seg_size;/' "$tree/block/blk-merge.c" >"$mutant/block/blk-merge.c"
	exits 1 timeout 300 scripts/kernel-tree --quick "$mutant" &&
		grep -q 'the run was cut short' "$work/said"
}

set +e
while IFS='|' read -r name pattern; do
	case $name in '' | '#'*) continue ;; esac
	sed "$pattern" "$tree/block/blk-merge.c" >"$mutant/block/blk-merge.c"
	if cmp -s "$tree/block/blk-merge.c" "$mutant/block/blk-merge.c"; then
		echo "the pattern $pattern changes nothing" >"$work/said"
		report "$name" 1
		continue
	fi
	caught
	report "$name: $pattern" $?
	sed -n '/^difference 1:/,/^  rule /s/^/# /p' "$work/said"
done <<'LIST'
the size test loses its last byte|s/bv_len <= max_bytes/bv_len < max_bytes/
the size test gains a vector|s/bytes + bv.bv_len <= max_bytes/bytes <= max_bytes/
one segment too many|s/nsegs < lim->max_segments/nsegs <= lim->max_segments/
one segment too many inside a vector|s/\*nsegs < max_segs/*nsegs <= max_segs/
no rounding to the block|s/bytes = ALIGN_DOWN(bytes,.*/;/
a physical block of nothing|s/if (end > start)/if (end >= start)/
a segment ends one byte early|s/mask - offset + 1/mask - offset/
the last byte of a page is too much|s/bv_len <= PAGE_SIZE/bv_len < PAGE_SIZE/
no stop at the virtual boundary|s/total_len) & lim->virt_boundary_mask/total_len) \& 0/
a merge may fill the segments but one|s/> blk_rq_get_max_segments/>= blk_rq_get_max_segments/
a merge forgets the sectors of the bio|s/blk_rq_sectors(req) + bio_sectors(bio)/blk_rq_sectors(req)/
entries of two bios join at any length|s/nbytes > queue_max_segment_size(q)/nbytes > UINT_MAX/
a gap behind a request is no reason|s/if (req_gap_back_merge(req, bio))/if (0)/
a gap before a request is no reason|s/if (req_gap_front_merge(req, bio))/if (0)/
a gap between requests is no reason|s/if (req_gap_back_merge(req, next->bio))/if (0)/
requests of any size meet|s/if ((blk_rq_sectors(req) + blk_rq_sectors(next)) >/if (0 \&\& 0 >/
requests of any number of segments meet|s/if (total_phys_segments > blk_rq_get_max_segments(req))/if (0)/
too many segments do not end merging|/^no_merge:$/{n;s/req_set_nomerge(req->q, req);/;/}
too many sectors do not end merging|/blk_rq_get_max_sectors(req, .*) {$/{n;s/req_set_nomerge(req->q, req);/;/}
a discard does not end where the next may begin|s/split_sectors -= tmp;/;/
a discard is no multiple of its unit|s/max_discard_sectors -= max_discard_sectors % granularity;/;/
one range too many in a discard|s/segments >= queue_max_discard_segments(q)/segments > queue_max_discard_segments(q)/
a range is not counted|s/nr_phys_segments = segments + 1;/nr_phys_segments = segments;/
LIST
hang_is_caught
report 'a tree that hangs is told, and the run cut short' $?
finish
