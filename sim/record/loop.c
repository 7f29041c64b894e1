/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loop devices of our own: they go away with their last file descriptor, so a killed process leaves
 * none.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "record/small_file.h"
#include "record/target.h"

#define CONTROL "/dev/loop-control"
#define TRIES 32

static int fail(const char *file, int number, const char *what, struct bp_error *err)
{
	bp_error_set(err, file, 0, NULL, "%s: %s", what, strerror(number));
	return -number;
}

static int make_file(const char *folder)
{
	char path[PATH_MAX];
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	snprintf(path, sizeof(path), "%s/blkpath-XXXXXX", folder);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int bp_loop_begin(struct bp_loop *loop, struct bp_error *err)
{
	const char *folder = getenv("TMPDIR");

	if (!folder || !*folder)
		folder = "/var/tmp";
	loop->backing = make_file(folder);
	if (loop->backing < 0)
		return fail(folder, errno, "no temporary file can be made", err);
	/* Blocks of its own now: a full file system shows here, and not as a failed I/O later. */
	if (posix_fallocate(loop->backing, 0, (off_t)BP_LOOP_BYTES))
		return fail(folder, ENOSPC, "64 MiB are needed", err);
	return 0;
}

void bp_loop_end(struct bp_loop *loop)
{
	if (loop->backing >= 0)
		close(loop->backing);
	loop->backing = -1;
}

static unsigned count_devices(void)
{
	DIR *dir = opendir("/sys/block");
	struct dirent *entry;
	unsigned n = 0;

	if (!dir)
		return 0;
	while ((entry = readdir(dir)))
		n += !strncmp(entry->d_name, "loop", 4);
	closedir(dir);
	return n;
}

/* A free device, by number; where all are taken the kernel makes one more. */
static int find_free(struct bp_target *target, struct bp_error *err)
{
	int control = open(CONTROL, O_RDWR | O_CLOEXEC);
	unsigned before = count_devices();
	int number;

	if (control < 0)
		return fail(CONTROL, errno, "there are no loop devices; name a device", err);
	number = ioctl(control, LOOP_CTL_GET_FREE);
	if (number < 0)
		number = fail(CONTROL, errno, "no loop device is free", err);
	close(control);
	target->added = count_devices() > before ? number : -1;
	return number;
}

/* Its last user may not be quite gone. */
void bp_loop_remove(int number)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	int control = open(CONTROL, O_RDWR | O_CLOEXEC);

	for (int i = 0; i < TRIES && ioctl(control, LOOP_CTL_REMOVE, number) < 0; i++)
		nanosleep(&moment, NULL);
	close(control);
}

static int configure(const struct bp_target *target, const struct bp_loop *loop,
		     unsigned block_bytes, bool direct)
{
	struct loop_config config = {
		.fd = (u32)loop->backing,
		.block_size = block_bytes,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR | (direct ? LO_FLAGS_DIRECT_IO : 0),
	};

	return ioctl(target->fd, LOOP_CONFIGURE, &config) ? errno : 0;
}

/* Another process may take it between the question and the answer: then EBUSY. */
static int try_one(struct bp_target *target, const struct bp_loop *loop, unsigned block_bytes,
		   bool direct, struct bp_error *err)
{
	int number = find_free(target, err);
	char path[32];
	int error;

	if (number < 0)
		return number;
	snprintf(path, sizeof(path), "/dev/loop%d", number);
	target->fd = open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
	error = target->fd < 0 ? errno : configure(target, loop, block_bytes, direct);
	if (!error)
		return 0;
	bp_target_close(target);
	if (error == EBUSY)
		return -EBUSY;
	if (error == EINVAL)
		return fail(path, error, "this kernel's loop device does not take these blocks",
			    err);
	return fail(path, error, "cannot be set up", err);
}

/* Whether it does direct I/O: a file system may not let it. */
static bool is_direct(const struct bp_target *target)
{
	char folder[PATH_MAX + 16];
	char value[8];

	snprintf(folder, sizeof(folder), "%s/../loop", target->queue);
	return !bp_small_file_read(folder, "dio", value, sizeof(value)) && value[0] == '1';
}

int bp_target_open_loop(struct bp_target *target, const struct bp_loop *loop, unsigned block_bytes,
			bool direct, struct bp_error *err)
{
	int rc = -EBUSY;

	*target = (struct bp_target){ .fd = -1, .added = -1, .writable = true, .ours = true };
	for (int i = 0; i < TRIES && rc == -EBUSY; i++)
		rc = try_one(target, loop, block_bytes, direct, err);
	if (rc == -EBUSY)
		return fail(CONTROL, EBUSY, "no loop device stays free", err);
	if (rc)
		return rc;
	target->bytes_fd = loop->backing;
	rc = bp_target_look_up(target, "loop device", err);
	if (rc)
		bp_target_close(target);
	else
		snprintf(target->src, sizeof(target->src), "loop-bs%u-dio%d", block_bytes,
			 is_direct(target));
	return rc;
}
