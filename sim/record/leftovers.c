/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/leftovers.h"

/* The process that made an instance; 0 when the name is none of ours. */
static int maker_of(const char *name)
{
	static const char prefix[] = "blkpath-";
	char again[NAME_MAX + 1];
	char *end;
	long pid;

	if (strncmp(name, prefix, strlen(prefix)))
		return 0;
	pid = strtol(name + strlen(prefix), &end, 10);
	if (pid <= 0 || pid > INT_MAX || *end != '-')
		return 0;
	/* What reads the same when it is written again has no sign, blank or zero too many. */
	snprintf(again, sizeof(again), BP_INSTANCE_NAME, (int)pid,
		 (unsigned)strtoul(end + 1, NULL, 10));
	return strcmp(name, again) ? 0 : (int)pid;
}

static bool is_gone(int pid)
{
	return kill(pid, 0) && errno == ESRCH;
}

void bp_leftovers_remove(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		int pid = maker_of(entry->d_name);

		/* A process of another namespace seems gone: its open trace_pipe keeps it safe. */
		if (pid && is_gone(pid))
			unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
	}
	closedir(dir);
}
