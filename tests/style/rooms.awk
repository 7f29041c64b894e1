# SPDX-License-Identifier: GPL-2.0-or-later
# Reads "sim/<room>/<file>: <header>" and prints what breaks the ladder of docs/house.md.

BEGIN {
	n = split("mem pci iommu sched input output null nvme rdma initiator record world draw proof lesson cli", ladder)
	for (i = 1; i <= n; i++)
		step[ladder[i]] = i
}

{
	split($1, path, "/")
	split($2, header, "/")
}

!(path[2] in step) { print path[2] " is not on the ladder" }
header[1] in step && step[header[1]] > step[path[2]]
