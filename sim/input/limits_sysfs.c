/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits from a queue directory: one file is one key.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <input/limits_keys.h>
#include <input/limits_parts.h>
#include <input/plain_file.h>

/* Without these a directory is not a queue directory. */
static const char *const required[] = { "logical_block_size", "max_hw_sectors_kb", "max_sectors_kb",
					"max_segment_size", "max_segments" };

/* What sysfs does not show, or showed only in part or only later than v5.2. */
static const struct bp_limits_note assumptions[] = {
	{ "seg_boundary_mask", "sysfs does not show it: taken as 0xffffffff" },
	{ "max_dev_sectors", "sysfs does not show it: taken as 0 (no limit of the device)" },
	{ "bounce_pfn", "sysfs does not show it: taken as no bouncing" },
	{ "dma_pad_mask", "sysfs does not show it: taken as 0" },
	{ "alignment_offset", "stands outside the queue directory: taken as 0" },
	{ "discard_alignment", "stands outside the queue directory: taken as 0" },
	{ "virt_boundary_mask", "the kernel that wrote this did not show it: taken as 0" },
	{ "dma_alignment", "the kernel that wrote this did not show it: taken as 511" },
	{ "max_sectors", "sysfs shows whole KiB: an odd last sector is lost" },
	{ "max_hw_sectors", "sysfs shows whole KiB: an odd last sector is lost" },
};

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* First line of a small file, without its newline. */
static int read_value(const struct bp_place *at, char *value, int size, struct bp_error *err)
{
	FILE *file;
	bool ok;

	if (bp_plain_file_open(at->file, &file, err))
		return -EINVAL;
	ok = fgets(value, size, file) != NULL;
	fclose(file);
	if (!ok)
		return bp_place_error(at, err, "cannot be read or is empty: one value is allowed");
	value[strcspn(value, "\n")] = '\0';
	return 0;
}

static int read_key(const char *folder, const char *key, struct bp_limits_doc *doc,
		    struct bp_error *err)
{
	const char *reason = bp_limits_key_ignored(key);
	struct bp_place at = { .line = 1, .key = key };
	char path[4096];
	char value[128];
	struct stat st;
	unsigned index;
	int rc;

	if (!reason && !bp_limits_key_find(key, &index))
		reason = "not known to the model";
	snprintf(path, sizeof(path), "%s/%s", folder, key);
	if (reason && !stat(path, &st) && S_ISDIR(st.st_mode))
		reason = "a directory";
	if (reason) {
		bp_limits_note(&doc->ignored, key, reason);
		return 0;
	}
	at.file = path;
	rc = read_value(&at, value, sizeof(value), err);
	return rc ? rc : bp_limits_put(doc, &at, value, err);
}

static bool has_file(const char *folder, const char *name)
{
	char path[4096];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return stat(path, &st) == 0;
}

int bp_limits_read_sysfs(const char *path, struct bp_limits_doc *doc, struct bp_error *err)
{
	struct dirent **entries;
	int rc = 0;
	int n;

	for (size_t i = 0; i < bp_array_size(required); i++)
		if (!has_file(path, required[i]))
			return bp_error_set(err, path, 0, required[i],
					    "no such file: a copy of a /sys/block/*/queue "
					    "directory is allowed");
	/* Sorted, so that every machine lists the same. */
	n = scandir(path, &entries, visible, alphasort);
	if (n < 0)
		return bp_error_set(err, path, 0, NULL, "%s", strerror(errno));
	for (int i = 0; i < n; i++) {
		if (!rc)
			rc = read_key(path, entries[i]->d_name, doc, err);
		free(entries[i]);
	}
	free(entries);
	bp_limits_find_kernel(path, &doc->kernel);
	bp_limits_note_hidden(doc);
	for (size_t i = 0; !rc && i < bp_array_size(assumptions); i++)
		if (!has_file(path, assumptions[i].key))
			bp_limits_note(&doc->assumed, assumptions[i].key, assumptions[i].text);
	return rc;
}
