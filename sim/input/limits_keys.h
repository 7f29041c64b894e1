/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of limit keys: what each is called in sysfs and in struct queue_limits, what it may be,
 * and which keys of newer kernels mean nothing here.
 */
#ifndef SIM_INPUT_LIMITS_KEYS_H
#define SIM_INPUT_LIMITS_KEYS_H

#include <input/limits_source.h>

/* How a value is written, and what becomes of it. */
enum bp_limits_value {
	BP_LIMITS_NUMBER,
	BP_LIMITS_BYTES,	/* with an optional suffix */
	BP_LIMITS_KIB,		/* KiB that become sectors */
	BP_LIMITS_BYTE_SECTORS, /* bytes that become sectors */
	BP_LIMITS_MASK,		/* decimal, as sysfs has it, or hexadecimal */
	BP_LIMITS_YES_NO,
	BP_LIMITS_WORD, /* one of a list */
};

/* A word stands for a number and for queue flags. */
struct bp_limits_word {
	const char *text;
	u64 value;
	unsigned long flags;
};

/*
 * A row without a width has no field; a flag is set by a value that is not 0, a word brings its
 * own.
 */
struct bp_limits_key {
	const char *name;
	enum bp_limits_value kind;
	u8 width;
	size_t field;
	u64 max;
	unsigned long flags;
	const struct bp_limits_word *words;
};

/* The row at an index, or NULL past the last one. */
const struct bp_limits_key *bp_limits_key_at(unsigned index);

/* The row of a name, or NULL; @index receives its index. */
const struct bp_limits_key *bp_limits_key_find(const char *name, unsigned *index);

/* Why a key that the model knows of is ignored, or NULL when it does not know of it. */
const char *bp_limits_key_ignored(const char *name);

#endif
