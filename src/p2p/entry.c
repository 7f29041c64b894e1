/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An entry that a user adds to the list of host bridges (P-37).
 */
#include <string.h>

#include <blkpath/hex.h>

#include "p2p.h"

#define KEY "host bridge"

/* One to four hexadecimal digits. */
static bool take_id(const char **at, u16 *id)
{
	const char *start = *at;
	unsigned value = 0;

	for (; bp_hex_digit(**at) >= 0 && *at - start < 5; ++*at)
		value = value << 4 | (unsigned)bp_hex_digit(**at);
	*id = (u16)value;
	return *at != start && *at - start < 5;
}

static bool take_word(const char **at, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*at, word, length))
		return false;
	*at += length;
	return true;
}

int bp_p2p_entry_parse(const char *text, struct bp_p2p_entry *entry, struct bp_error *err)
{
	struct bp_p2p_entry read = { 0 };
	const char *at = text;

	if (!take_id(&at, &read.vendor) || !take_word(&at, ":"))
		goto bad;
	read.any_device = take_word(&at, "any");
	if (!read.any_device && !take_id(&at, &read.device))
		goto bad;
	read.same_host_bridge = take_word(&at, ":same");
	if (*at)
		goto bad;
	*entry = read;
	return 0;
bad:
	return bp_error_set(err, NULL, 0, KEY,
			    "\"%s\" is not VENDOR:DEVICE or VENDOR:DEVICE:same with hexadecimal "
			    "ids of at most four digits, for instance 8086:4c43; DEVICE may be any",
			    text);
}
