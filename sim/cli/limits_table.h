/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fields of struct queue_limits as a table: how to read, print and explain each.
 */
#ifndef SIM_CLI_LIMITS_TABLE_H
#define SIM_CLI_LIMITS_TABLE_H

#include <jansson.h>

#include <blkpath/limits.h>

#define BP_LIMIT_TEXT_MAX 32

enum bp_limit_unit {
	BP_UNIT_SECTORS,
	BP_UNIT_BYTES,
	BP_UNIT_SEGMENTS,
	BP_UNIT_MASK,
	BP_UNIT_PFN,
	BP_UNIT_BOOL,
};

struct bp_limit_row {
	const char *name;
	size_t offset;
	size_t width;
	enum bp_limit_unit unit;
	const char *meaning;
};

/* Rows end with one without a name. */
extern const struct bp_limit_row bp_limits_table[];

u64 bp_limit_value(const struct bp_limit_row *row, const struct queue_limits *limits);
const char *bp_limit_unit_name(enum bp_limit_unit unit);

/* The value for people: decimal, masks in hexadecimal, "unlimited" for all ones. */
void bp_limit_print(const struct bp_limit_row *row, const struct queue_limits *limits, char *text);

/* All limits as an object in the order of the table: numbers, masks as "0x..." strings. */
json_t *bp_limits_json(const struct queue_limits *limits);

#endif
