# SPDX-License-Identifier: GPL-2.0-or-later
# Reads `nm -A` of the objects of src/ (<folder>_<file>.c.o) and prints what breaks the ladder of
# docs/house.md; with -v judge=1, what src/check takes from the code that it judges.

BEGIN {
	n = split("base trace mm limits bio count split map merge queue pci p2p p2pmem dma nvme rdma target check", ladder)
	for (i = 1; i <= n; i++)
		step[ladder[i]] = i
	# A bio's protection is a part of the bio: each calls the other, as in the kernel.
	step["integrity"] = step["bio"]
	# Predicates that the kernel's headers give to everybody.
	open_to_all = "^(__)?bvec_gap_to_prev$"
	# Telling, asking and remembering is not judging: reports, events, memory, tables.
	fair = "^bp_(alloc|free|warn|info|finding|event_|sink_|site_|status_name|defect_)"
}

{
	object = $1
	sub(/\.c\.o:.*/, "", object)
	sub(/.*\//, "", object)
	folder = object
	sub(/_.*/, "", folder)
	symbol = $NF
}

$(NF - 1) ~ /^[TDRBVWC]$/ { home[symbol] = folder }
$(NF - 1) == "U" { user[++uses] = object; used[uses] = symbol }

END {
	for (i = 1; i <= uses; i++) {
		from = user[i]
		sub(/_.*/, "", from)
		if (!(used[i] in home))
			continue
		to = home[used[i]]
		if (judge && from == "check" && to != "check" && used[i] !~ fair)
			print user[i] ".c uses " used[i] " of src/" to
		if (!judge && step[to] > step[from] && used[i] !~ open_to_all)
			print user[i] ".c uses " used[i] " of src/" to
	}
}
