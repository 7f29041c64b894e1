/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits from wherever a person points: a preset, a directory, a file.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <input/limits_keys.h>

static void preset_default(struct bp_limits_doc *doc)
{
	struct bp_env env;

	bp_env_init(&env);
	blk_set_default_limits(&env, &doc->limits);
	bp_env_fini(&env);
}

static void preset_stacking(struct bp_limits_doc *doc)
{
	struct bp_env env;

	bp_env_init(&env);
	blk_set_stacking_limits(&env, &doc->limits);
	bp_env_fini(&env);
}

/*
 * What the driver sets for a controller with MDTS 5 and 512-byte blocks (NVH-38, EX-NVME-18); the
 * queue of EX-2.
 */
static void preset_nvme(struct bp_limits_doc *doc)
{
	struct queue_limits *lim = &doc->limits;

	preset_default(doc);
	lim->max_hw_sectors = 256;
	lim->max_sectors = 256;
	lim->max_segments = 33;
	lim->virt_boundary_mask = 4095;
	lim->max_segment_size = UINT_MAX;
	lim->max_integrity_segments = 1;
	lim->discard_granularity = 512;
	lim->max_discard_sectors = UINT_MAX;
	lim->max_hw_discard_sectors = UINT_MAX;
	lim->max_discard_segments = 256;
	lim->max_write_zeroes_sectors = 257;
	doc->nr_requests = 1023;
	doc->queue_flags = 1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA | 1ul << QUEUE_FLAG_NONROT |
			   1ul << QUEUE_FLAG_DISCARD;
}

static const struct {
	const char *name;
	void (*fill)(struct bp_limits_doc *doc);
} presets[] = {
	{ "default", preset_default },
	{ "nvme", preset_nvme },
	{ "stacking", preset_stacking },
};

const char *bp_limits_preset_at(unsigned index)
{
	return index < bp_array_size(presets) ? presets[index].name : NULL;
}

static bool load_preset(const char *name, struct bp_limits_doc *doc)
{
	for (size_t i = 0; i < bp_array_size(presets); i++) {
		if (strcmp(name, presets[i].name))
			continue;
		memset(&doc->limits, 0, sizeof(doc->limits));
		doc->queue_flags = 0;
		doc->dma_alignment = 511;
		doc->dma_pad_mask = 0;
		doc->nr_requests = BLKDEV_MAX_RQ;
		presets[i].fill(doc);
		return true;
	}
	return false;
}

/* Cuts blanks at both ends. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len && strchr(" \t\r\n", text[len - 1]))
		text[--len] = '\0';
	return text;
}

static int put_line(char *line, unsigned number, struct bp_limits_doc *doc, bool first,
		    struct bp_place *at, struct bp_error *err)
{
	char *value = strchr(line, '=');
	const char *reason;

	at->line = number;
	at->key = NULL;
	if (!value)
		return bp_place_error(at, err, "\"%s\" is not allowed: key = value", trim(line));
	*value++ = '\0';
	value = trim(value);
	at->key = trim(line);
	if (!strcmp(at->key, "preset")) {
		if (!first || !load_preset(value, doc))
			return bp_place_error(at, err,
					      "\"%s\" is not allowed: default, nvme or stacking, "
					      "before all other keys",
					      value);
		return 0;
	}
	reason = bp_limits_key_ignored(at->key);
	if (reason) {
		bp_limits_note(&doc->ignored, at->key, reason);
		return 0;
	}
	return bp_limits_put(doc, at, value, err);
}

static int read_file(FILE *file, const char *path, struct bp_limits_doc *doc, struct bp_error *err)
{
	struct bp_place at = { .file = path };
	char line[512];
	bool first = true;
	int rc = 0;

	for (unsigned number = 1; !rc && fgets(line, sizeof(line), file); number++) {
		if (!strchr(line, '\n') && !feof(file))
			return bp_error_set(err, path, number, NULL,
					    "line is too long: at most %zu characters are allowed",
					    sizeof(line) - 2);
		line[strcspn(line, "#")] = '\0';
		if (!*trim(line))
			continue;
		rc = put_line(line, number, doc, first, &at, err);
		first = false;
	}
	if (!rc && first)
		return bp_error_set(err, path, 0, NULL, "no key in it: key = value is allowed");
	if (!rc && ferror(file))
		return bp_error_set(err, path, 0, NULL, "cannot be read: %s", strerror(errno));
	return rc;
}

static int load_path(const char *path, struct bp_limits_doc *doc, struct bp_error *err)
{
	char queue[PATH_MAX];
	struct stat st;
	FILE *file;
	int rc;

	if (stat(path, &st))
		return bp_error_set(err, path, 0, NULL,
				    "%s: default, nvme, stacking, a queue directory or a limits "
				    "file is allowed",
				    strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		doc->kind = BP_LIMITS_SYSFS;
		snprintf(queue, sizeof(queue), "%s/queue", path);
		return bp_limits_read_sysfs(stat(queue, &st) ? path : queue, doc, err);
	}
	doc->kind = BP_LIMITS_FILE;
	file = fopen(path, "re");
	if (!file)
		return bp_error_set(err, path, 0, NULL, "%s", strerror(errno));
	rc = read_file(file, path, doc, err);
	fclose(file);
	return rc;
}

int bp_limits_load(const char *what, const struct bp_rules *rules, struct bp_limits_doc *doc,
		   struct bp_error *err)
{
	struct bp_place at = { .file = what };
	int rc = 0;

	memset(doc, 0, sizeof(*doc));
	snprintf(doc->name, sizeof(doc->name), "%s", what);
	if (!load_preset(what, doc)) {
		load_preset("default", doc);
		rc = load_path(what, doc, err);
	}
	rc = rc ?: bp_limits_check(doc, rules, &at, err);
	memset(doc->lines, 0, sizeof(doc->lines));
	return rc;
}

int bp_limits_check(const struct bp_limits_doc *doc, const struct bp_rules *rules,
		    const struct bp_place *at, struct bp_error *err)
{
	struct bp_error found = { 0 };
	struct bp_place place = *at;
	const char *key;
	int rc;

	rc = bp_limits_validate(&doc->limits, rules ?: bp_rules_find(NULL), &found);
	if (!rc)
		return 0;
	/* The verdict names a field; people are told the key and line that they wrote. */
	key = bp_limits_key_of_field(doc, found.key, &place.line);
	place.key = key ?: found.key;
	return bp_place_error(&place, err, "%s %s", found.key, found.text);
}

void bp_limits_apply(const struct bp_limits_doc *doc, struct request_queue *q)
{
	q->limits = doc->limits;
	q->queue_flags = (q->queue_flags & ~BP_LIMITS_FLAGS) | doc->queue_flags;
	q->dma_alignment = (int)doc->dma_alignment;
	q->dma_pad_mask = doc->dma_pad_mask;
	q->nr_requests = doc->nr_requests;
}
