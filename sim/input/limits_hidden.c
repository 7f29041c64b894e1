/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a queue directory hides (docs/spec/generations.md 4), and how to say what one knows better.
 */
#include <input/limits_parts.h>

static bool always(const struct bp_limits_doc *doc)
{
	(void)doc;
	return true;
}

static bool has_large_blocks(const struct bp_limits_doc *doc)
{
	return doc->limits.logical_block_size > 4096;
}

static bool takes_no_sector(const struct bp_limits_doc *doc)
{
	return !doc->limits.max_sectors;
}

static const struct {
	bool (*holds)(const struct bp_limits_doc *doc);
	struct bp_limits_note note;
} hidden[] = {
	{ always, { "max_sectors", "whole KiB are shown, 37 sectors as 18: --set max_sectors=N" } },
	{ always,
	  { "seg_boundary_mask",
	    "not shown; some SCSI devices have a page: --set seg_boundary_mask=0xfff" } },
	{ always, { "max_sectors_kb", "written, v6.18: rounded to the logical block, clamped" } },
	{ always, { "max_sectors_kb", "written, v6.1: refused above max_hw_sectors_kb" } },
	{ always, { "max_sectors_kb", "written, both: refused below 4" } },
	{ has_large_blocks,
	  { "max_sectors_kb", "blocks above 4096 bytes: under v6.18 a small value reads 0" } },
	{ takes_no_sector,
	  { "max_sectors_kb", "0: every I/O that reaches the split code fails with EINVAL" } },
};

void bp_limits_note_hidden(struct bp_limits_doc *doc)
{
	for (size_t i = 0; i < bp_array_size(hidden); i++)
		if (hidden[i].holds(doc))
			bp_limits_note(&doc->hidden, hidden[i].note.key, hidden[i].note.text);
}
