/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptions made of keys: a section of a scenario, or "KEY=VALUE,..." of an option, read by one
 * table.
 */
#ifndef SIM_INPUT_KEYS_H
#define SIM_INPUT_KEYS_H

#include <input/units.h>

/* Reads a number; @value is unchanged on failure. */
typedef int bp_key_number_fn(const struct bp_place *at, const char *text, u64 max, u64 *value,
			     struct bp_error *err);

/* Reads a text. */
typedef int bp_key_text_fn(const struct bp_place *at, const char *text, char *to,
			   struct bp_error *err);

/* Reads a value that stands without a key. */
typedef int bp_key_bare_fn(void *doc, const struct bp_place *at, const char *text,
			   struct bp_error *err);

/**
 * struct bp_key - a key; it has words or one of the two functions
 * @name: the key
 * @words: the u64 at @field becomes the index of one of them; ends with NULL
 * @number: reads into the u64 at @field
 * @text: reads into the characters at @field
 * @field: offset in the description
 * @max: for @number
 */
struct bp_key {
	const char *name;
	const char *const *words;
	bp_key_number_fn *number;
	bp_key_text_fn *text;
	size_t field;
	u64 max;
};

/**
 * struct bp_keys - the keys of a kind of description
 * @of: "a device"
 * @at: the table
 * @n: rows of it, at most 32
 * @written: offset of a u32 that gets one bit for each row that was written
 * @bare: reads a value without key; NULL: there must be a key
 */
struct bp_keys {
	const char *of;
	const struct bp_key *at;
	unsigned n;
	size_t written;
	bp_key_bare_fn *bare;
};

/* The name of a key by index; NULL past the last one. */
const char *bp_keys_name(const struct bp_keys *keys, unsigned index);

/* Whether somebody wrote a key. */
bool bp_keys_wrote(const struct bp_keys *keys, const void *doc, const char *key);

/**
 * bp_keys_put - set one key
 * @keys: table
 * @doc: description
 * @at: where the value stands; its key is the key
 * @value: the value as text
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @doc is then unchanged.
 */
int bp_keys_put(const struct bp_keys *keys, void *doc, const struct bp_place *at, const char *value,
		struct bp_error *err);

/**
 * bp_keys_parse - read "KEY=VALUE,..."
 * @keys: table
 * @doc: description, on top of what it says already
 * @at: where the text stands
 * @text: the text
 * @err: receives the message
 *
 * A key that stands twice in the text is an error.
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_keys_parse(const struct bp_keys *keys, void *doc, const struct bp_place *at,
		  const char *text, struct bp_error *err);

/* Numbers for rows of such tables. */

/* Decimal, or hexadecimal with 0x; up to @max. */
bp_key_number_fn bp_key_count;

/* yes or no. */
bp_key_number_fn bp_key_bool;

/* One of some words, of which NULL is the end: its index. */
int bp_key_word(const struct bp_place *at, const char *text, const char *const *words, u64 *value,
		struct bp_error *err);

/* Some of them, with plus signs between: a bit for each, by its index. */
int bp_key_bits(const struct bp_place *at, const char *text, const char *const *words, u64 *value,
		struct bp_error *err);

#endif
