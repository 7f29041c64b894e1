/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/p2p_setup.h"

/* The words of scenarios stand in the order of the world. */
_Static_assert((int)BP_WORKLOAD_WRITE == (int)BP_FLOW_WRITE &&
		       (int)BP_WORKLOAD_READ == (int)BP_FLOW_READ &&
		       (int)BP_WORKLOAD_FLUSH == (int)BP_FLOW_FLUSH &&
		       (int)BP_WORKLOAD_ZERO == (int)BP_FLOW_ZERO,
	       "operations");
_Static_assert((int)BP_WORKLOAD_USUAL == (int)BP_INITIATOR_USUAL &&
		       (int)BP_WORKLOAD_KEYED == (int)BP_INITIATOR_KEYED &&
		       (int)BP_WORKLOAD_OWN_KEY == (int)BP_INITIATOR_KEYED_OWN &&
		       (int)BP_WORKLOAD_CAPSULE == (int)BP_INITIATOR_CAPSULE,
	       "ways to tell data");
_Static_assert(BP_WORKLOAD_RAM == 1 << BP_FLOW_RAM && BP_WORKLOAD_PAGES == 1 << BP_FLOW_PAGES &&
		       BP_WORKLOAD_DIRECT == 1 << BP_FLOW_DIRECT,
	       "flows");

static struct bp_world_flow_io take_io(const struct bp_workload_io *io)
{
	const struct bp_workload_wrong *wrong = &io->wrong;

	return (struct bp_world_flow_io){
		.op = (enum bp_flow_op)io->op,
		.slba = io->slba,
		.bytes = (u32)io->bytes,
		.count = (u32)io->count,
		.way = (enum bp_initiator_way)io->way,
		.seed = io->seed,
		.line = io->line,
		.twist = {
			.xor_flags = (u8)wrong->flags,
			.xor_type = (u8)wrong->type,
			.xor_key = (u32)wrong->key,
			.add_addr = wrong->address,
			.add_length = (u32)wrong->length,
			.xor_access = (int)wrong->access,
			.short_region = (u32)wrong->region,
			.missing_capsule = (u32)wrong->capsule,
			.drops = wrong->drop_ns,
			.drop_ns = wrong->drop_ns,
		},
	};
}

static void take_workload(struct bp_p2p_setup *s)
{
	const struct bp_workload *w = s->workload;
	struct bp_world_flow_setup *setup = &s->setup;

	*setup = bp_world_flow_default();
	setup->machine = *w->machine ? w->machine : NULL;
	setup->profile = bp_workload_profile(w);
	setup->depth = (u16)w->depth;
	setup->inline_bytes = (u32)w->inline_bytes;
	setup->force_mr = w->force_mr;
	setup->one_by_one = w->one_by_one;
	setup->seed = w->seed;
	setup->bytes = w->size;
	setup->pool_bytes = w->pool;
	setup->assumed.has_offset = bp_workload_wrote(w, "offset");
	setup->assumed.offset = w->offset;
	setup->defects = w->defects;
	for (unsigned i = 0; i < w->nr_ios; i++)
		s->io[i] = take_io(&w->ios[i]);
	setup->io = s->io;
	setup->nr_ios = w->nr_ios;
	setup->fault = s->fault;
	setup->drive_fault = s->drive_fault;
}

/* The address of a function: that of an option, or that of the scenario. */
static int take_function(const char *option, const char *given, const char *written,
			 char name[BP_PCI_NAME_MAX], struct bp_error *err)
{
	const struct bp_place at = { .key = option };

	if (given)
		return bp_device_function(&at, given, name, err);
	strlcpy(name, written, BP_PCI_NAME_MAX);
	return 0;
}

static int take_functions(struct bp_p2p_setup *s, const struct bp_options *o, struct bp_error *err)
{
	const struct bp_workload *w = s->workload;
	int rc = take_function("--hca", o->hca, w->hca, s->hca, err) ?:
		 take_function("--drive", o->drive, w->drive, s->drive, err) ?:
		 take_function("--provider", o->provider, w->provider, s->provider, err);

	if (rc)
		return rc;
	if (!*s->hca || !*s->drive)
		return bp_error_set(err, NULL, 0, *s->hca ? "--drive" : "--hca",
				    "is missing, and %s in the scenario: the address of a function "
				    "is allowed",
				    *s->hca ? "drive" : "hca");
	s->setup.hca = s->hca;
	s->setup.drive = s->drive;
	s->setup.provider = *s->provider ? s->provider : NULL;
	return 0;
}

static int take_iommu(const char *text, enum bp_p2p_iommu *iommu, struct bp_error *err)
{
	if (!strcmp(text, "on"))
		*iommu = BP_P2P_IOMMU_ON;
	else if (!strcmp(text, "off"))
		*iommu = BP_P2P_IOMMU_OFF;
	else
		return bp_error_set(err, NULL, 0, "--iommu", "\"%.40s\" is not allowed: on or off",
				    text);
	return 0;
}

static int take_acs(const char *text, enum bp_assumed_acs *acs, struct bp_error *err)
{
	if (!strcmp(text, "off"))
		*acs = BP_ACS_OFF;
	else if (!strcmp(text, "default"))
		*acs = BP_ACS_DEFAULT;
	else
		return bp_error_set(err, NULL, 0, "--acs",
				    "\"%.40s\" is not allowed: off or default", text);
	return 0;
}

static int take_options(struct bp_p2p_setup *s, const struct bp_options *o, struct bp_error *err)
{
	struct bp_world_flow_setup *setup = &s->setup;

	if (o->machine)
		setup->machine = o->machine;
	if (o->given & BP_OPT_BIT(SEED))
		setup->seed = o->seed;
	if (o->given & BP_OPT_BIT(OFFSET)) {
		setup->assumed.has_offset = true;
		setup->assumed.offset = o->offset;
	}
	for (unsigned i = 0; i < bp_array_size(setup->defects.word); i++)
		setup->defects.word[i] |= o->defects.word[i];
	setup->check = o->check;
	if (o->iommu && take_iommu(o->iommu, &setup->assumed.iommu, err))
		return -EINVAL;
	return o->acs ? take_acs(o->acs, &setup->assumed.acs, err) : 0;
}

static int take_faults(struct bp_p2p_setup *s, const char *path, const struct bp_options *o,
		       struct bp_error *err)
{
	const struct bp_workload *w = s->workload;
	struct bp_place at = { .file = path, .key = "faults" };
	int rc = 0;

	for (unsigned i = 0; !rc && i < w->nr_faults; i++) {
		at.line = w->fault[i].line;
		rc = bp_p2p_fault_add(s, &at, w->fault[i].text, err);
	}
	at = (struct bp_place){ .key = "--fault" };
	for (unsigned i = 0; !rc && i < o->nr_faults; i++)
		rc = bp_p2p_fault_add(s, &at, o->fault[i], err);
	return rc;
}

int bp_p2p_setup_read(const char *path, const struct bp_options *options,
		      struct bp_p2p_setup **setup, struct bp_error *err)
{
	struct bp_p2p_setup *s = calloc(1, sizeof(*s));
	int rc = s ? bp_workload_load(path, &s->workload, err) : -ENOMEM;

	*setup = NULL;
	if (!rc)
		take_workload(s);
	rc = rc ?: take_functions(s, options, err) ?:
		   take_options(s, options, err) ?:
		   take_faults(s, path, options, err);
	if (rc)
		bp_p2p_setup_free(s);
	else
		*setup = s;
	return rc;
}

void bp_p2p_setup_free(struct bp_p2p_setup *setup)
{
	if (!setup)
		return;
	bp_workload_free(setup->workload);
	free(setup);
}
