/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "nvme/counters.h"

const struct bp_nvme_counter bp_nvme_counter_table[] = {
#define X(member, name, words) { name, words, offsetof(struct bp_nvme_counters, member) },
	BP_NVME_COUNTERS(X)
#undef X
		{ 0 },
};

const struct bp_nvme_counter *bp_nvme_counter_find(const char *name)
{
	for (const struct bp_nvme_counter *counter = bp_nvme_counter_table; counter->name;
	     counter++)
		if (!strcmp(counter->name, name))
			return counter;
	return NULL;
}
