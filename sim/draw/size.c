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

int bp_size_about(char *buf, size_t room, u64 bytes)
{
	u64 thousandths = 0;
	unsigned power = 0;

	for (; bytes >= 1024 && power + 1 < bp_array_size(word); power++) {
		thousandths = bytes % 1024 * 1000 / 1024;
		bytes /= 1024;
	}
	if (!power || bytes >= 100)
		return snprintf(buf, room, "%llu%s", (unsigned long long)bytes, word[power]);
	if (bytes >= 10)
		return snprintf(buf, room, "%llu.%llu%s", (unsigned long long)bytes,
				(unsigned long long)(thousandths / 100), word[power]);
	return snprintf(buf, room, "%llu.%02llu%s", (unsigned long long)bytes,
			(unsigned long long)(thousandths / 10), word[power]);
}
