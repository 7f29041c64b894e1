/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue limits from a preset, a copy of /sys/block/DISK/queue (or the directory of the running
 * machine), or a limits file.
 *
 * A limits file has one "key = value" per line; # starts a comment.  Keys are the names of sysfs
 * (max_sectors_kb, write_cache, ...) or the fields of struct queue_limits of v5.2 in their own
 * units (max_sectors, seg_boundary_mask, ...).  Values are decimal, sizes in bytes may carry k, M,
 * G, masks may be hexadecimal.  A file starts from the preset `default`; `preset = NAME` as its
 * first key starts from another.  An unknown key is an error.
 *
 * In a sysfs directory one file is one key.  Newer kernels have many that v5.2 lacks: these, and
 * every unknown one, are listed as ignored, with the reason.
 *
 * Values are stored as they are read, not through the setters, which would round them; then
 * bp_limits_validate() judges the whole.  Two things follow from what is written, and are listed
 * as assumed: of max_sectors and max_hw_sectors the one that is not written follows the other; a
 * physical block is no smaller than a logical one, and io_min no smaller than it.
 */
#ifndef SIM_INPUT_LIMITS_SOURCE_H
#define SIM_INPUT_LIMITS_SOURCE_H

#include <blkpath/queue.h>

#include <input/limits_kernel.h>
#include <input/units.h>

#define BP_LIMITS_NOTES_MAX 128
#define BP_LIMITS_KEYS_MAX 64

/* The queue flags that a document speaks about. */
#define BP_LIMITS_FLAGS                                                                            \
	(1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA | 1ul << QUEUE_FLAG_DISCARD |                \
	 1ul << QUEUE_FLAG_SECERASE | 1ul << QUEUE_FLAG_NOMERGES | 1ul << QUEUE_FLAG_NOXMERGES |   \
	 1ul << QUEUE_FLAG_NONROT | 1ul << QUEUE_FLAG_DMA_DIRECT)

/* What kind of thing the limits came from. */
enum bp_limits_kind { BP_LIMITS_PRESET, BP_LIMITS_SYSFS, BP_LIMITS_FILE };

/**
 * struct bp_limits_note - a remark about one key
 * @key: the key
 * @text: why it was ignored, or what was assumed in its place
 */
struct bp_limits_note {
	char key[40];
	const char *text;
};

/**
 * struct bp_limits_notes - remarks in order of appearance
 * @count: how many there are; those past BP_LIMITS_NOTES_MAX are counted but not kept
 * @note: the first BP_LIMITS_NOTES_MAX of them
 */
struct bp_limits_notes {
	unsigned count;
	struct bp_limits_note note[BP_LIMITS_NOTES_MAX];
};

/**
 * struct bp_limits_doc - limits and where they came from
 * @name: preset name or path as the user gave it
 * @kind: what @name is
 * @limits: the limits, values as read
 * @queue_flags: bits 1 << QUEUE_FLAG_x of BP_LIMITS_FLAGS
 * @dma_alignment: mask in bytes
 * @dma_pad_mask: mask in bytes
 * @nr_requests: requests of the queue
 * @ignored: keys that were read but mean nothing to the model, with the reason
 * @assumed: keys that the source cannot tell, with the value taken
 * @hidden: what a queue directory hides and what would make a difference
 * @kernel: the kernel that wrote a queue directory
 * @lines: private: the line that set each row of the table of keys, 0 for none
 * @written: private: one bit per row, whether this source set it, with a line or without
 */
struct bp_limits_doc {
	char name[128];
	enum bp_limits_kind kind;
	struct queue_limits limits;
	unsigned long queue_flags;
	unsigned dma_alignment;
	unsigned dma_pad_mask;
	unsigned nr_requests;
	struct bp_limits_notes ignored;
	struct bp_limits_notes assumed;
	struct bp_limits_notes hidden;
	struct bp_limits_kernel kernel;
	unsigned lines[BP_LIMITS_KEYS_MAX];
	u64 written;
};

/**
 * bp_limits_load - read limits from wherever a person points
 * @what: a preset name (default, nvme, stacking), or the path of a queue directory (a directory of
 * a disk that has a `queue` in it is fine too), or the path of a limits file
 * @rules: rule set they are for; NULL for that of the kernel which wrote a queue directory, and for
 * the default elsewhere
 * @doc: receives the limits
 * @err: receives the message: file, line, key, what is allowed
 *
 * A preset name wins over a file of that name; write ./nvme for the file.
 *
 * Return: 0, or negative errno with @err filled; @doc is then meaningless.
 */
int bp_limits_load(const char *what, const struct bp_rules *rules, struct bp_limits_doc *doc,
		   struct bp_error *err);

/**
 * bp_limits_put - set one key of a limits document, as a limits file does
 * @doc: the document
 * @at: where the value stands; @at->key is the key
 * @value: the value as text
 * @err: receives the message
 *
 * A key that was already set since bp_limits_load() or bp_limits_check() is refused when both have
 * a line.  Nothing but the single value is checked: call bp_limits_check() when all keys are in.
 *
 * Return: 0, or -EINVAL with @err filled; @doc is then unchanged.
 */
int bp_limits_put(struct bp_limits_doc *doc, const struct bp_place *at, const char *value,
		  struct bp_error *err);

/**
 * bp_limits_check - judge the limits as a whole (bp_limits_validate())
 * @doc: the document; max_sectors and max_hw_sectors are paired first
 * @rules: rule set they are for; NULL as for bp_limits_load()
 * @at: the file to blame; its line and key count only when no bp_limits_put() had a line
 * @err: receives the message
 *
 * With success the source is at its end: another may set the same keys again.
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_limits_check(struct bp_limits_doc *doc, const struct bp_rules *rules,
		    const struct bp_place *at, struct bp_error *err);

/**
 * bp_limits_apply - give a queue the limits of a document
 * @doc: the document
 * @q: an initialised queue; its limits, flags, dma_alignment, dma_pad_mask and nr_requests change
 *
 * Flags outside BP_LIMITS_FLAGS keep their state.
 */
void bp_limits_apply(const struct bp_limits_doc *doc, struct request_queue *q);

/**
 * bp_limits_preset_at - the preset names, for help texts and error messages
 * @index: from 0
 *
 * Return: the name, or NULL past the last one.
 */
const char *bp_limits_preset_at(unsigned index);

#endif
