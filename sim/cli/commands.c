/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of sub-commands.
 */
#include "cli/cli.h"

const struct bp_command bp_commands[] = {
	{ "explain", "one I/O step by step: every cut, merge and segment, and what caused it",
	  bp_cmd_explain },
	{ "replay", "a whole trace through given limits: counts, cuts, histograms, the worst I/Os",
	  bp_cmd_replay },
	{ "limits", "show queue limits, what was ignored, assumed and hidden, and which rules suit",
	  bp_cmd_limits },
	{ "conform", "golden vectors, made by the real code, against this program",
	  bp_cmd_conform },
	{ "compare", "recordings of running kernels against this program, differences by name",
	  bp_cmd_compare },
	{ "record", "what the running kernel does with direct I/O, for compare (needs root)",
	  bp_cmd_record },
	{ "topo", "the PCI tree of a machine, and whether two devices may do peer-to-peer DMA",
	  bp_cmd_topo },
	{ "copy", "from drive to drive, through the memory of one or RAM: bytes on each link",
	  bp_cmd_copy },
	{ "p2p", "a drive served by RDMA: through RAM, peer pages or bus addresses, side by side",
	  bp_cmd_p2p },
	{ "check", "random scenarios and small worlds, every step judged by every invariant",
	  bp_cmd_check },
	{ "defects", "the gallery: each known defect, shown live and caught", bp_cmd_defects },
	{ "rules", "the rule sets of kernel generations, and where they differ", bp_cmd_rules },
	{ "lesson", "lessons with exercises, whose answers the program judges", bp_cmd_lesson },
	{ 0 },
};
