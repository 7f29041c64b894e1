/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers and sizes as people write them, strictly.
 *
 *   number   digits                          "168"
 *   size     digits, then at most one of     "4k" = 4096, "1M" = 1048576
 *            k K m M g G t T (1024-based)
 *   address  0x and hexadecimal digits       "0x10000"
 *
 * Nothing else: no sign, no spaces, no fraction, no "kB", no octal.  A leading zero is just a zero.
 */
#ifndef SIM_INPUT_UNITS_H
#define SIM_INPUT_UNITS_H

#include <blkpath/error.h>
#include <blkpath/types.h>

/**
 * struct bp_place - where a piece of input stands, for error messages
 * @file: file name, or NULL
 * @line: line from 1, or 0
 * @key: key or flag, or NULL
 */
struct bp_place {
	const char *file;
	unsigned line;
	const char *key;
};

/**
 * bp_parse_number - read a decimal number
 * @at: where the text stands
 * @text: the text
 * @min: smallest allowed value
 * @max: largest allowed value
 * @value: receives the number
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @value is then unchanged.
 */
int bp_parse_number(const struct bp_place *at, const char *text, u64 min, u64 max, u64 *value,
		    struct bp_error *err);

/**
 * bp_parse_size - read a size in bytes, with an optional 1024-based suffix
 * @at: where the text stands
 * @text: the text
 * @min: smallest allowed value in bytes
 * @max: largest allowed value in bytes
 * @value: receives the bytes
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @value is then unchanged.
 */
int bp_parse_size(const struct bp_place *at, const char *text, u64 min, u64 max, u64 *value,
		  struct bp_error *err);

/**
 * bp_parse_address - read a hexadecimal address or mask
 * @at: where the text stands
 * @text: the text, with its 0x
 * @max: largest allowed value
 * @value: receives the number
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @value is then unchanged.
 */
int bp_parse_address(const struct bp_place *at, const char *text, u64 max, u64 *value,
		     struct bp_error *err);

/**
 * bp_parse_bool - read a yes or no
 * @at: where the text stands
 * @text: "true", "false", "yes", "no", "on", "off", "1" or "0"
 * @value: receives the answer
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @value is then unchanged.
 */
int bp_parse_bool(const struct bp_place *at, const char *text, bool *value, struct bp_error *err);

/**
 * bp_scan_u64 - read the digits at the front of a text, for readers of traces
 * @at: position; moved behind the digits
 * @value: receives the number
 *
 * Return: true, or false when there is no digit or the number passes 64 bits; @at and @value are
 * then unchanged.
 */
bool bp_scan_u64(const char **at, u64 *value);

/**
 * bp_place_error - an error at a place
 * @at: where
 * @err: receives the message; NULL is allowed
 * @format: printf format of the sentence: what was wrong, what is allowed
 *
 * Return: always -EINVAL.
 */
int bp_place_error(const struct bp_place *at, struct bp_error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
