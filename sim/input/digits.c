/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/hex.h>

#include "input/digits.h"

bool bp_take_hex(const char **at, unsigned min_digits, unsigned max_digits, u64 *value)
{
	unsigned digits = 0;

	for (*value = 0; digits < max_digits && bp_hex_digit(**at) >= 0; digits++, (*at)++)
		*value = *value << 4 | (u64)bp_hex_digit(**at);
	return digits >= min_digits;
}

bool bp_take_word(const char **at, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*at, word, length))
		return false;
	*at += length;
	return true;
}
