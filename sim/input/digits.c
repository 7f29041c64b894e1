/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "input/digits.h"

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool bp_take_hex(const char **at, unsigned min_digits, unsigned max_digits, u64 *value)
{
	unsigned digits = 0;

	for (*value = 0; digits < max_digits && digit_of(**at) >= 0; digits++, (*at)++)
		*value = *value << 4 | (u64)digit_of(**at);
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
