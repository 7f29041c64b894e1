/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>

#include <blkpath/types.h>

#include "record/stop.h"

/* The last two are errors of a write as well, and there they are dealt with. */
static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ };

#define NR_NOTED 4

static struct sigaction before[bp_array_size(signals)];
static volatile sig_atomic_t noted;

static void note(int number)
{
	noted = number;
}

void bp_stop_begin(void)
{
	noted = 0;
	for (size_t i = 0; i < bp_array_size(signals); i++) {
		struct sigaction action = { .sa_handler = note };

		sigaction(signals[i], NULL, &before[i]);
		/* nohup stays nohup */
		if (i >= NR_NOTED || before[i].sa_handler == SIG_IGN)
			action.sa_handler = SIG_IGN;
		sigaction(signals[i], &action, NULL);
	}
}

int bp_stop_signal(void)
{
	return noted;
}

void bp_stop_end(void)
{
	for (size_t i = 0; i < bp_array_size(signals); i++)
		sigaction(signals[i], &before[i], NULL);
	if (noted)
		raise(noted);
}
