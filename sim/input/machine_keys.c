/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys of a machine: which there may be, and what stands behind them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/machine_load.h"

/* Every path that may be there; entries of lists are []. */
static const char *const keys[] = {
	"machine",
	"machine.cpu",
	"machine.iommu",
	"machine.acs",
	"machine.disable_acs_redir",
	"machine.config_acs",
	"machine.ram",
	"machine.ram[]",
	"machine.ram[].at",
	"machine.ram[].bytes",
	"machine.host_bridges",
	"machine.host_bridges[]",
	"machine.host_bridges[].bus",
	"machine.host_bridges[].windows",
	"machine.host_bridges[].windows[]",
	"machine.host_bridges[].windows[].at",
	"machine.host_bridges[].windows[].bytes",
	"machine.host_bridges[].windows[].offset",
	"machine.host_bridges[].dma_offset",
	"machine.host_bridges[].policy",
	"machine.host_bridges[].tree",
};

/* What other commands read of a scenario. */
static const char *const others[] = {
	"name",	  "seed", "rules",  "page_size", "limits", "queue", "defects",
	"device", "nvme", "faults", "plug",	 "ios",	   "p2p",
};

struct bp_place bp_machine_place(const struct bp_machine_load *l, const char *path)
{
	const char *dot = strrchr(path, '.');

	return (struct bp_place){ l->path, bp_yaml_line(l->lines, "%s", path),
				  dot ? dot + 1 : path };
}

/* "machine.ram[3].at" as the table has it: "machine.ram[].at" */
static void without_numbers(const char *path, char *general, size_t room)
{
	size_t n = 0;
	bool inside = false;

	for (; *path && n + 1 < room; path++) {
		inside = inside && *path != ']';
		if (!inside)
			general[n++] = *path;
		inside |= *path == '[';
	}
	general[n] = '\0';
}

static bool is_among(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(word, list[i]))
			return true;
	return false;
}

bool bp_machine_is_other(const char *key)
{
	return is_among(key, others, bp_array_size(others));
}

/* Nothing may stand below it: it is a value, or a list was wanted. */
static int tell_kind(const struct bp_machine_load *l, const char *general, size_t length,
		     unsigned line)
{
	char parent[BP_MACHINE_PATH_MAX], entry[BP_MACHINE_PATH_MAX + 2];
	const char *dot;

	snprintf(parent, sizeof(parent), "%.*s", (int)length - 1, general);
	snprintf(entry, sizeof(entry), "%s[]", parent);
	dot = strrchr(parent, '.');
	return bp_error_set(l->err, l->path, line, dot ? dot + 1 : parent,
			    is_among(entry, keys, bp_array_size(keys)) ? "a list is allowed"
								       : "one value is allowed");
}

/* The keys that may stand where an unknown one does. */
static int tell_unknown(const struct bp_machine_load *l, const char *general, unsigned line)
{
	const char *dot = strrchr(general, '.');
	size_t length = dot ? (size_t)(dot + 1 - general) : 0;
	char list[BP_ERROR_TEXT_MAX] = "";
	size_t used = 0;

	for (size_t i = 0; i < bp_array_size(keys); i++) {
		const char *key = keys[i] + length;

		if (strncmp(keys[i], general, length) || strchr(key, '.') || strchr(key, '['))
			continue;
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
					 key);
		if (used >= sizeof(list))
			break;
	}
	if (!used)
		return tell_kind(l, general, length, line);
	return bp_error_set(l->err, l->path, line, dot ? dot + 1 : general,
			    dot ? "unknown key: allowed here are %s"
				: "unknown key: %s and the other keys of a scenario are allowed",
			    list);
}

int bp_machine_check_keys(const struct bp_machine_load *l)
{
	char general[BP_MACHINE_PATH_MAX];
	const char *path;
	unsigned line;

	for (size_t i = 0; (path = bp_yaml_path_at(l->lines, i, &line)); i++) {
		size_t top = strcspn(path, ".[");

		without_numbers(path, general, sizeof(general));
		if (is_among(general, keys, bp_array_size(keys)))
			continue;
		if (strncmp(path, "machine", 7))
			general[top] = '\0';
		else if (general[strlen(general) - 1] == ']')
			return tell_kind(l, general, strlen(general) - 1, line);
		if (!bp_machine_is_other(general))
			return tell_unknown(l, general, line);
	}
	return 0;
}

int bp_machine_text(const struct bp_machine_load *l, const char *path, const char **text)
{
	struct bp_place at = bp_machine_place(l, path);

	*text = bp_yaml_value(l->lines, "%s", path);
	if (!*text && at.line)
		return bp_place_error(&at, l->err, "one value is allowed");
	return 0;
}

int bp_machine_key(const struct bp_machine_load *l, const char *path, const char *key,
		   struct bp_place *at, const char **text)
{
	char whole[BP_MACHINE_PATH_MAX];

	snprintf(whole, sizeof(whole), "%.100s.%s", path, key);
	*at = bp_machine_place(l, whole);
	at->key = key;
	return bp_machine_text(l, whole, text);
}

int bp_machine_address(const struct bp_machine_load *l, const char *path, const char *key,
		       u64 *value)
{
	struct bp_place at;
	const char *text;
	int rc = bp_machine_key(l, path, key, &at, &text);

	return rc || !text ? rc : bp_parse_address(&at, text, UINT64_MAX, value, l->err);
}

int bp_machine_range(const struct bp_machine_load *l, const char *path, struct resource *range)
{
	char whole[BP_MACHINE_PATH_MAX];
	struct bp_place at;
	const char *text;
	u64 bytes;
	int rc;

	snprintf(whole, sizeof(whole), "%s.at", path);
	at = bp_machine_place(l, path);
	at.key = "at";
	if (!bp_yaml_line(l->lines, "%s", whole))
		return bp_place_error(&at, l->err, "is missing: { at: ADDRESS, bytes: SIZE }");
	rc = bp_machine_address(l, path, "at", &range->start);
	if (rc)
		return rc;
	snprintf(whole, sizeof(whole), "%s.bytes", path);
	rc = bp_machine_text(l, whole, &text);
	at.key = "bytes";
	if (!rc && !text)
		return bp_place_error(&at, l->err, "is missing: { at: ADDRESS, bytes: SIZE }");
	rc = rc ?: bp_parse_size(&at, text, 1, UINT64_MAX, &bytes, l->err);
	if (rc)
		return rc;
	if (range->start + bytes - 1 < range->start)
		return bp_place_error(&at, l->err, "reaches beyond 64 bits");
	range->end = range->start + bytes - 1;
	range->flags = IORESOURCE_MEM;
	return 0;
}

bool bp_machine_overlap(const struct resource *a, u64 start, u64 end)
{
	return a->start <= end && start <= a->end;
}

int bp_machine_count(const struct bp_machine_load *l, const char *path, unsigned max, bool optional,
		     unsigned *nr)
{
	struct bp_place at = bp_machine_place(l, path);

	for (*nr = 0; bp_yaml_line(l->lines, "%s[%u]", path, *nr); (*nr)++)
		if (*nr == max)
			return bp_place_error(&at, l->err, "at most %u entries are allowed", max);
	if (*nr || (optional && !at.line))
		return 0;
	if (at.line)
		return bp_place_error(&at, l->err, "a list with an entry or more is allowed");
	at.line = bp_yaml_line(l->lines, "%.*s", (int)(strlen(path) - strlen(at.key) - 1), path);
	return bp_place_error(&at, l->err, "is missing: a list with an entry or more is allowed");
}
