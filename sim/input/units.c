/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/stdlib.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <input/units.h>

int bp_place_error(const struct bp_place *at, struct bp_error *err, const char *format, ...)
{
	char text[BP_ERROR_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return bp_error_set(err, at->file, at->line, at->key, "%s", text);
}

bool bp_scan_u64(const char **at, u64 *value)
{
	const char *p = *at;
	u64 n = 0;

	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(n, (u64)10, &n) ||
		    __builtin_add_overflow(n, (u64)(*p - '0'), &n))
			return false;
	if (p == *at)
		return false;
	*at = p;
	*value = n;
	return true;
}

static bool in_range(u64 n, u64 min, u64 max)
{
	return n >= min && n <= max;
}

int bp_parse_number(const struct bp_place *at, const char *text, u64 min, u64 max, u64 *value,
		    struct bp_error *err)
{
	const char *end = text;
	u64 n;

	if (!bp_scan_u64(&end, &n) || *end || !in_range(n, min, max))
		return bp_place_error(at, err,
				      "\"%s\" is not allowed: a decimal number from %" PRIu64
				      " to %" PRIu64,
				      text, min, max);
	*value = n;
	return 0;
}

/*
 * The shape and the digits are checked here, because expand_number() takes signs, 0x, octal and
 * text after the suffix, and is content with digits that pass 64 bits.
 */
static bool size_bytes(const char *text, u64 *bytes)
{
	const char *suffix = text;
	u64 n;

	if (!bp_scan_u64(&suffix, &n) || (*suffix && (!strchr("kKmMgGtT", *suffix) || suffix[1])))
		return false;
	while (*text == '0' && text + 1 < suffix)
		text++;
	return expand_number(text, bytes) == 0;
}

int bp_parse_size(const struct bp_place *at, const char *text, u64 min, u64 max, u64 *value,
		  struct bp_error *err)
{
	u64 n;

	if (!size_bytes(text, &n) || !in_range(n, min, max))
		return bp_place_error(
			at, err,
			"\"%s\" is not allowed: bytes from %" PRIu64 " to %" PRIu64
			", decimal, with at most one suffix k, M, G or T (1024-based)",
			text, min, max);
	*value = n;
	return 0;
}

int bp_parse_address(const struct bp_place *at, const char *text, u64 max, u64 *value,
		     struct bp_error *err)
{
	size_t digits = strncmp(text, "0x", 2) ? 0 : strspn(text + 2, "0123456789abcdefABCDEF");
	u64 n = digits ? strtoull(text, NULL, 16) : 0;

	if (!digits || digits > 16 || text[2 + digits] || n > max)
		return bp_place_error(at, err,
				      "\"%s\" is not allowed: 0x and hexadecimal digits, at most "
				      "0x%" PRIx64,
				      text, max);
	*value = n;
	return 0;
}

int bp_parse_bool(const struct bp_place *at, const char *text, bool *value, struct bp_error *err)
{
	static const char *const words[][2] = {
		{ "false", "true" }, { "no", "yes" }, { "off", "on" }, { "0", "1" }
	};

	for (size_t i = 0; i < bp_array_size(words); i++) {
		for (int answer = 0; answer < 2; answer++) {
			if (!strcasecmp(text, words[i][answer])) {
				*value = answer;
				return 0;
			}
		}
	}
	return bp_place_error(at, err, "\"%s\" is not allowed: true or false", text);
}
