/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "cli/progress.h"

#define BAR_WIDTH 50

void bp_progress_start(struct bp_progress *progress, FILE *stream)
{
	progress->terminal = isatty(fileno(stream)) ? stream : NULL;
	progress->percent = -1;
}

void bp_progress_draw(void *arg, u64 done, u64 total)
{
	static const char bar[] = "##################################################";
	struct bp_progress *progress = arg;
	int percent = total ? (int)bp_min(done * 100 / total, (u64)100) : 0;

	if (!progress->terminal || percent == progress->percent)
		return;
	progress->percent = percent;
	fprintf(progress->terminal, "\r[%-*.*s] %3d%%", BAR_WIDTH, percent * BAR_WIDTH / 100, bar,
		percent);
	fflush(progress->terminal);
}

void bp_progress_stop(struct bp_progress *progress)
{
	if (progress->terminal && progress->percent >= 0)
		fprintf(progress->terminal, "\r%*s\r", BAR_WIDTH + 8, "");
}
