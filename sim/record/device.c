/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device that the user named: what may be done to it, and what not.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/small_file.h"
#include "record/target.h"

static int refuse(const char *path, int number, struct bp_error *err)
{
	if (number == EBUSY)
		bp_error_set(err, path, 0, NULL,
			     "is mounted or in use, so it is not written to; without "
			     "--destroy-data it is only read");
	else
		bp_error_set(err, path, 0, NULL, "cannot be opened: %s", strerror(number));
	return -number;
}

static int check_zones(const struct bp_target *target, const char *path, struct bp_error *err)
{
	char zoned[32];

	if (bp_small_file_read(target->queue, "zoned", zoned, sizeof(zoned)) ||
	    !strcmp(zoned, "none"))
		return 0;
	return bp_error_set(err, path, 0, NULL,
			    "is a zoned device (%s), which takes no write "
			    "at any place",
			    zoned);
}

/* Some kernels open it for writing all the same, and then refuse every write. */
static int check_read_only(const struct bp_target *target, const char *path, struct bp_error *err)
{
	int read_only = 0;

	if (ioctl(target->fd, BLKROGET, &read_only) || !read_only)
		return 0;
	return bp_error_set(err, path, 0, NULL,
			    "is read-only, so it is not written to; without --destroy-data it is "
			    "only read");
}

static void name(struct bp_target *target, const char *path)
{
	const char *slash = strrchr(path, '/');

	snprintf(target->src, sizeof(target->src), "%s", slash ? slash + 1 : path);
}

int bp_target_open_device(struct bp_target *target, const char *path, bool destroy_data,
			  struct bp_error *err)
{
	int flags = O_DIRECT | O_CLOEXEC | (destroy_data ? O_RDWR | O_EXCL : O_RDONLY);
	struct stat st;
	int rc;

	*target = (struct bp_target){
		.fd = -1, .bytes_fd = -1, .added = -1, .writable = destroy_data
	};
	if (stat(path, &st))
		return refuse(path, errno, err);
	if (!S_ISBLK(st.st_mode))
		return bp_error_set(err, path, 0, NULL, "is not a block device");
	target->fd = open(path, flags);
	if (target->fd < 0)
		return refuse(path, errno, err);
	target->ours = destroy_data;
	name(target, path);
	rc = bp_target_look_up(target, path, err);
	if (!rc && destroy_data)
		rc = check_read_only(target, path, err);
	if (!rc && destroy_data)
		rc = check_zones(target, path, err);
	if (rc)
		bp_target_close(target);
	return rc;
}
