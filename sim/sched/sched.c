/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "sched.h"

static const struct elevator_type *const schedulers[] = { &bp_sched_sorted };

const struct elevator_type *bp_sched_find(const char *name)
{
	for (size_t i = 0; i < bp_array_size(schedulers); i++)
		if (!strcmp(name, schedulers[i]->elevator_name))
			return schedulers[i];
	return NULL;
}
