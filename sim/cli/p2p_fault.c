/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes wrong: in the adapters by the names of rdma/fault.h, else in the drive by those of
 * nvme/fault.h.
 */
#include <bsd/string.h>
#include <errno.h>
#include <string.h>

#include "cli/p2p_setup.h"
#include "nvme/fault.h"

#define NAMES_MAX 80

static const char *adapter_names(char names[NAMES_MAX])
{
#define NAME(symbol, name, ...) name,
	static const char *const all[] = { BP_RDMA_FAULTS(NAME) };
#undef NAME

	*names = '\0';
	for (unsigned i = 0; i < bp_array_size(all); i++)
		bp_cli_list(names, NAMES_MAX, i ? ", " : "", all[i]);
	return names;
}

/* Ends the text at a mark; what stands behind it, or NULL. */
static char *cut(char *text, const char *mark)
{
	char *at = strpbrk(text, mark);

	if (!at)
		return NULL;
	*at = '\0';
	return at + 1;
}

static int read_end(const struct bp_place *at, const char *text, enum bp_flow_end *end,
		    struct bp_error *err)
{
	*end = BP_FLOW_AT_HCA;
	if (!text || !strcmp(text, "hca"))
		return 0;
	*end = BP_FLOW_AT_HOST;
	if (!strcmp(text, "host"))
		return 0;
	return bp_place_error(at, err, "\"%.40s\" is no adapter: hca or host is allowed", text);
}

/* Once, unless a count says how often; 0 is always. */
static int read_rule(const struct bp_place *at, const char *count, const char *key,
		     struct bp_rdma_fault_rule *rule, struct bp_error *err)
{
	u64 times = 1;
	int rc = count ? bp_parse_number(at, count, 0, UINT32_MAX, &times, err) : 0;

	rule->times = times ?: ~0ull;
	if (rc || !key)
		return rc;
	if (strncmp(key, "skip=", 5))
		return bp_place_error(at, err,
				      "\"%.40s\" is not allowed: the key of a fault of an adapter "
				      "is skip=N",
				      key);
	return bp_parse_number(at, key + 5, 0, UINT32_MAX, &rule->after, err);
}

static bool is_there(const struct bp_world_flow_setup *setup,
		     const struct bp_world_flow_fault *fault)
{
	for (unsigned i = 0; i < setup->nr_faults; i++)
		if (setup->fault[i].end == fault->end && setup->fault[i].fault == fault->fault)
			return true;
	return false;
}

static int add_adapter(struct bp_p2p_setup *s, const struct bp_place *at,
		       struct bp_world_flow_fault fault, struct bp_error *err)
{
	if (is_there(&s->setup, &fault))
		return bp_place_error(at, err,
				      "is there twice for one adapter: one rule is allowed");
	s->fault[s->setup.nr_faults++] = fault;
	return 0;
}

static int add_drive(struct bp_p2p_setup *s, const struct bp_place *at, const char *text,
		     struct bp_error *err)
{
	struct bp_nvme_fault fault;
	struct bp_error why = { 0 };
	char names[NAMES_MAX];

	if (bp_nvme_fault_parse(text, &fault, &why))
		return bp_place_error(at, err, "\"%.40s\": %s; those of an adapter are %s", text,
				      why.text, adapter_names(names));
	s->drive_fault[s->setup.nr_drive_faults++] = text;
	return 0;
}

int bp_p2p_fault_add(struct bp_p2p_setup *s, const struct bp_place *at, const char *text,
		     struct bp_error *err)
{
	struct bp_world_flow_fault fault = { 0 };
	char copy[BP_WORKLOAD_FAULT_TEXT_MAX], *key, *count, *place;

	if (strlcpy(copy, text, sizeof(copy)) >= sizeof(copy))
		return bp_place_error(at, err, "is longer than %zu characters", sizeof(copy) - 1);
	key = cut(copy, ",");
	count = cut(copy, ":");
	place = cut(copy, "@");
	if (bp_rdma_fault_find(copy, &fault.fault, NULL))
		return add_drive(s, at, text, err);
	if (read_end(at, place, &fault.end, err) || read_rule(at, count, key, &fault.rule, err))
		return -EINVAL;
	return add_adapter(s, at, fault, err);
}
