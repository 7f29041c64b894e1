/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

#include <input/limits_kernel.h>

/*
 * Oldest first, as Documentation/ABI/stable/sysfs-block dates them; only files that no option and
 * no driver leaves out.
 */
static const struct bp_kernel_sign signs[] = {
	{ "zone_append_max_bytes", "5.8", "5.7" },
	{ "stable_writes", "5.10", "5.9" },
	{ "zone_write_granularity", "5.12", "5.11" },
	{ "virt_boundary_mask", "5.13", "5.12" },
	{ "dma_alignment", "6.0", "5.19" },
	{ "atomic_write_max_bytes", "6.11", "6.10" },
	{ "iostats_passthrough", "6.13", "6.12" },
	{ "max_write_streams", "6.16", "6.15" },
	{ "write_zeroes_unmap_max_bytes", "6.17", "6.16" },
};

static bool is_there(const char *folder, const char *file)
{
	char path[4096];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	return stat(path, &st) == 0;
}

static void read_signs(const char *path, struct bp_limits_kernel *kernel)
{
	for (size_t i = 0; i < bp_array_size(signs); i++) {
		const struct bp_kernel_sign *sign = &signs[i];

		if (!is_there(path, sign->file)) {
			kernel->missing = kernel->missing ?: sign;
			continue;
		}
		kernel->lacks = kernel->lacks ?: kernel->missing;
		kernel->missing = NULL;
		kernel->there = sign;
	}
}

static const struct bp_rules *newest_rules(void)
{
	unsigned i = 0;

	while (bp_rules_at(i + 1))
		i++;
	return bp_rules_at(i);
}

/* Of all kernels that it can be, the newest: rule sets are named after the first of many. */
static const struct bp_rules *choose(const struct bp_limits_kernel *kernel)
{
	if (*kernel->release)
		return bp_rules_for_kernel(kernel->release);
	return kernel->missing ? bp_rules_for_kernel(kernel->missing->last) : newest_rules();
}

void bp_limits_find_kernel(const char *path, struct bp_limits_kernel *kernel)
{
	struct utsname host;
	struct statfs fs;

	*kernel = (struct bp_limits_kernel){ 0 };
	read_signs(path, kernel);
	if (!statfs(path, &fs) && fs.f_type == SYSFS_MAGIC && !uname(&host))
		snprintf(kernel->release, sizeof(kernel->release), "%s", host.release);
	kernel->rules = choose(kernel);
}
