/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits from wherever a person points: a preset, a directory, a file.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <input/limits_parts.h>
#include <input/rule_set.h>

static int load_path(const char *path, struct bp_limits_doc *doc, struct bp_error *err)
{
	char queue[PATH_MAX];
	struct stat st;

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
	return bp_limits_read_file(path, doc, err);
}

void bp_limits_note(struct bp_limits_notes *notes, const char *key, const char *text)
{
	struct bp_limits_note *note;

	if (notes->count++ >= BP_LIMITS_NOTES_MAX)
		return;
	note = &notes->note[notes->count - 1];
	snprintf(note->key, sizeof(note->key), "%s", key);
	note->text = text;
}

int bp_limits_load(const char *what, const struct bp_rules *rules, struct bp_limits_doc *doc,
		   struct bp_error *err)
{
	struct bp_place at = { .file = what };
	int rc = 0;

	memset(doc, 0, sizeof(*doc));
	snprintf(doc->name, sizeof(doc->name), "%s", what);
	if (!bp_limits_preset(what, doc)) {
		bp_limits_preset("default", doc);
		rc = load_path(what, doc, err);
	}
	rc = rc ?: bp_limits_check(doc, rules, &at, err);
	return rc;
}

static bool is_mask(unsigned value)
{
	return !(value & (value + 1));
}

/* What stands beside struct queue_limits and bp_limits_validate() does not see. */
static int judge_queue(const struct bp_limits_doc *doc, struct bp_error *err)
{
	static const char mask[] = "must be 0 or a power of two less 1";
	const struct {
		const char *key;
		unsigned value;
		bool possible;
		const char *allowed;
	} rows[] = {
		{ "dma_alignment", doc->dma_alignment, is_mask(doc->dma_alignment), mask },
		{ "dma_pad_mask", doc->dma_pad_mask, is_mask(doc->dma_pad_mask), mask },
		{ "nr_requests", doc->nr_requests, doc->nr_requests, "must be 1 or more" },
	};

	for (size_t i = 0; i < bp_array_size(rows); i++)
		if (!rows[i].possible)
			return bp_error_set(err, NULL, 0, rows[i].key, "is %u (0x%x), %s",
					    rows[i].value, rows[i].value, rows[i].allowed);
	return 0;
}

/* The key and line that people wrote for a field; both stay as they are when nobody did. */
static struct bp_place place_of(const struct bp_limits_doc *doc, const char *field,
				const struct bp_place *at)
{
	struct bp_place place = *at;
	const char *key = bp_limits_key_of_field(doc, field, &place.line);

	place.key = key ?: field;
	return place;
}

static int judge_direct(const struct bp_limits_doc *doc, const struct bp_rules *rules,
			const struct bp_place *at, struct bp_error *err)
{
	struct bp_place place = place_of(doc, "dma_direct", at);

	if (!(doc->queue_flags >> QUEUE_FLAG_DMA_DIRECT & 1))
		return 0;
	return bp_rule_set_wants_direct(&place, rules, err);
}

/* As the setters leave them (block.md 5.2), whichever of them somebody wrote down. */
static void raise_blocks(struct bp_limits_doc *doc)
{
	struct queue_limits *lim = &doc->limits;

	if (lim->physical_block_size < lim->logical_block_size) {
		lim->physical_block_size = lim->logical_block_size;
		bp_limits_note(&doc->assumed, "physical_block_size",
			       "was less: raised to logical_block_size");
	}
	if (lim->io_min < lim->physical_block_size) {
		lim->io_min = lim->physical_block_size;
		bp_limits_note(&doc->assumed, "io_min", "was less: raised to physical_block_size");
	}
}

int bp_limits_check(struct bp_limits_doc *doc, const struct bp_rules *rules,
		    const struct bp_place *at, struct bp_error *err)
{
	struct bp_error found = { 0 };
	struct bp_place place;
	int rc;

	rules = rules ?: doc->kernel.rules ?: bp_rules_find(NULL);
	bp_limits_pair_sectors(doc);
	rc = bp_limits_validate(&doc->limits, rules, &found) ?: judge_queue(doc, &found);
	if (rc) {
		place = place_of(doc, found.key, at);
		return bp_place_error(&place, err, "%s %s", found.key, found.text);
	}
	raise_blocks(doc);
	rc = judge_direct(doc, rules, at, err);
	if (!rc) {
		memset(doc->lines, 0, sizeof(doc->lines));
		doc->written = 0;
	}
	return rc;
}

void bp_limits_apply(const struct bp_limits_doc *doc, struct request_queue *q)
{
	q->limits = doc->limits;
	q->queue_flags = (q->queue_flags & ~BP_LIMITS_FLAGS) | doc->queue_flags;
	q->dma_alignment = (int)doc->dma_alignment;
	q->dma_pad_mask = doc->dma_pad_mask;
	q->nr_requests = doc->nr_requests;
}
