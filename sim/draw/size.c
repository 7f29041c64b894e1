/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "draw/size.h"

static const char *const suffix[] = { "", "K", "M", "G", "T" };
static const char *const word[] = { " bytes", " KiB", " MiB", " GiB", " TiB" };

static unsigned reduce(u64 *bytes)
{
	unsigned power = 0;

	while (*bytes && *bytes % 1024 == 0 && power + 1 < bp_array_size(suffix)) {
		*bytes /= 1024;
		power++;
	}
	return power;
}

int bp_size_print(char *buf, size_t room, u64 bytes)
{
	unsigned power = reduce(&bytes);

	return snprintf(buf, room, "%llu%s", (unsigned long long)bytes, suffix[power]);
}

int bp_size_words(char *buf, size_t room, u64 bytes)
{
	unsigned power = reduce(&bytes);

	return snprintf(buf, room, "%llu%s", (unsigned long long)bytes, word[power]);
}
