/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>

#include "world/flow_counts.h"

const struct bp_flow_count bp_flow_count_table[] = {
#define X(member, name, words) { name, words, offsetof(struct bp_flow_counts, member) },
	BP_FLOW_COUNTS(X)
#undef X
		{ NULL, NULL, 0 },
};
