/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of a fixed form.  What sscanf() takes besides, a sign, blanks or a prefix, is none.
 */
#ifndef SIM_INPUT_DIGITS_H
#define SIM_INPUT_DIGITS_H

#include <blkpath/types.h>

/**
 * bp_take_hex - take a hexadecimal number
 * @at: where it begins; receives where it ends, also when it is none
 * @min_digits: fewer are no number
 * @max_digits: more are not looked at; at most 16
 * @value: receives it
 *
 * Return: whether it was there.
 */
bool bp_take_hex(const char **at, unsigned min_digits, unsigned max_digits, u64 *value);

/* Take a word; nothing is taken when another one stands there. */
bool bp_take_word(const char **at, const char *word);

#endif
