/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that take their time.
 */
#ifndef T_UNDER_WAY_H
#define T_UNDER_WAY_H

#include "engine_test.h"

/* Reads take 1000 ns, so that some can be under way; a pair of 8 entries is there. */
static inline void t_start_slow(struct t_engine *t)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.service[BP_NVME_SERVE_READ].ns = 1000;
	t_start(t, &config);
	t_queues(t, 1, 8);
}

/* Time passes as long as anything is under way. */
static inline void t_drain(struct t_engine *t)
{
	while (bp_wait(t_engine_env(t)))
		;
}

#endif
