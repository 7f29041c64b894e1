/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <blkpath/types.h>

#include "record/small_file.h"
#include "record/tracefs.h"

#define TRACEFS_TYPE 0x74726163

static bool is_tracefs(const char *path)
{
	struct statfs st;

	return !statfs(path, &st) && st.f_type == TRACEFS_TYPE;
}

bool bp_tracefs_locked_down(void)
{
	char mode[128];

	return !bp_small_file_read("/sys/kernel/security", "lockdown", mode, sizeof(mode)) &&
	       !strstr(mode, "[none]");
}

int bp_tracefs_refuse(int number, struct bp_error *err)
{
	if (bp_tracefs_locked_down())
		bp_error_set(err, NULL, 0, "tracefs",
			     "the kernel is locked down (/sys/kernel/security/lockdown) and shows "
			     "no traces");
	else
		bp_error_set(err, NULL, 0, "tracefs",
			     "is not mounted and cannot be mounted: %s; recordings need a kernel "
			     "with tracing",
			     strerror(number));
	return -number;
}

/* A mount that is in no tree: it is reached by its file descriptor alone, and ends with it. */
static int mount_apart(void)
{
	int context = fsopen("tracefs", FSOPEN_CLOEXEC);
	int mount, number;

	if (context < 0)
		return -errno;
	mount = fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	if (!mount)
		mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
	number = errno;
	close(context);
	return mount < 0 ? -number : mount;
}

static int find(char *root, size_t room, int *mount, struct bp_error *err)
{
	static const char *const places[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

	for (size_t i = 0; i < bp_array_size(places); i++)
		if (is_tracefs(places[i])) {
			snprintf(root, room, "%s", places[i]);
			return 0;
		}
	*mount = mount_apart();
	if (*mount < 0)
		return bp_tracefs_refuse(-*mount, err);
	snprintf(root, room, "/proc/self/fd/%d", *mount);
	return 0;
}

int bp_tracefs_find(char *root, size_t room, int *mount, struct bp_error *err)
{
	char path[512];
	int rc;

	*mount = -1;
	rc = find(root, room, mount, err);
	if (rc)
		return rc;
	snprintf(path, sizeof(path), "%s/events/block/block_split/filter", root);
	if (!access(path, W_OK))
		return 0;
	if (*mount >= 0)
		close(*mount);
	*mount = -1;
	if (bp_tracefs_locked_down())
		return bp_tracefs_refuse(EPERM, err);
	return bp_error_set(err, NULL, 0, "tracefs",
			    "has no block events that can be written; recordings need a kernel "
			    "with them");
}
