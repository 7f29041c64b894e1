/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "record/target.h"

#define SECTORS_MIN ((u64)(16 << 20) / SECTOR_SIZE)

/* Whether a directory of sysfs has entries; one that is not there has none. */
static bool has_entries(const char *folder, const char *name)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	dir = opendir(path);
	if (!dir)
		return false;
	while (!found && (entry = readdir(dir)))
		found = entry->d_name[0] != '.';
	closedir(dir);
	return found;
}

static bool is_there(const char *folder, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return !access(path, F_OK);
}

int bp_target_look_up(struct bp_target *target, const char *name, struct bp_error *err)
{
	char folder[64];
	struct stat st;
	u64 bytes = 0;

	if (fstat(target->fd, &st) || ioctl(target->fd, BLKGETSIZE64, &bytes)) {
		int number = errno;

		bp_error_set(err, name, 0, NULL, "%s", strerror(number));
		return -number;
	}
	target->number = st.st_rdev;
	target->sectors = bytes >> SECTOR_SHIFT;
	snprintf(folder, sizeof(folder), "/sys/dev/block/%u:%u", major(st.st_rdev),
		 minor(st.st_rdev));
	snprintf(target->queue, sizeof(target->queue), "%s/queue", folder);
	if (is_there(folder, "partition"))
		return bp_error_set(err, name, 0, NULL,
				    "is a partition; recordings are made of whole devices");
	if (has_entries(folder, "slaves") || is_there(folder, "dm") || is_there(folder, "md"))
		return bp_error_set(err, name, 0, NULL,
				    "is stacked on other devices, which split again; name one of "
				    "those below it");
	if (!is_there(folder, "queue") || !is_there(folder, "mq"))
		return bp_error_set(err, name, 0, NULL,
				    "takes bios as they are and makes no requests of them, so "
				    "there is nothing to record");
	if (target->writable && has_entries(folder, "holders"))
		return bp_error_set(err, name, 0, NULL,
				    "is part of another device (holders in sysfs); it is not "
				    "written to");
	if (target->sectors < SECTORS_MIN)
		return bp_error_set(err, name, 0, NULL,
				    "is smaller than 16 MiB; the I/Os need room");
	return 0;
}

void bp_target_close(struct bp_target *target)
{
	if (target->fd >= 0)
		close(target->fd);
	target->fd = -1;
	if (target->added >= 0)
		bp_loop_remove(target->added);
	target->added = -1;
}
