/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/subject.h"
#include "input/rule_set.h"

#define KEY_MAX 40

static int put_one(const char *text, struct bp_limits_doc *doc, struct bp_error *err)
{
	const char *value = strchr(text, '=') + 1;
	char key[KEY_MAX];
	struct bp_place at = { .key = key };

	snprintf(key, sizeof(key), "%.*s", (int)(value - text - 1), text);
	return bp_limits_put(doc, &at, value, err);
}

static int put_all(const struct bp_options *options, const struct bp_rules *rules,
		   struct bp_limits_doc *doc, struct bp_error *err)
{
	const struct bp_place at = { .key = "--set" };
	int error = 0;

	for (unsigned i = 0; i < options->nr_set && !error; i++)
		error = put_one(options->set[i], doc, err);
	if (error || !options->nr_set)
		return error;
	return bp_limits_check(doc, rules, &at, err);
}

int bp_subject_limits(const struct bp_options *options, struct bp_limits_doc *doc,
		      struct bp_error *err)
{
	int error = bp_limits_load(options->limits, options->rules, doc, err);

	return error ? error : put_all(options, options->rules, doc, err);
}

int bp_subject_layout(const struct bp_options *options, struct bp_limits_doc *limits,
		      struct bp_layout *layout, struct bp_error *err)
{
	const struct bp_place at = { .key = "--layout" };
	int error = bp_layout_parse(&at, options->layout, BP_FLAG_PAGE_SHIFT, layout, err);

	if (error || !bp_layout_is_dma(layout))
		return error;
	limits->queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
	return bp_rule_set_wants_direct(&at, options->rules, err);
}

int bp_subject_device(const struct bp_options *options, unsigned page_shift,
		      struct bp_device_doc *device, struct bp_error *err)
{
	const struct bp_place at = { .key = "--device" }, iommu = { .key = "iommu" },
			      machine = { .key = "machine" };
	int error = 0;

	if (options->device)
		error = bp_device_parse(device, &at, options->device, err);
	if (!error && options->machine)
		error = bp_device_put(device, &machine, options->machine, err);
	if (!error && options->iommu)
		error = bp_device_put(device, &iommu, options->iommu, err);
	return error ? error : bp_device_check(device, page_shift, &at, err);
}

/* What a controller holds at a time, its queue has one entry more for (NVC-9). */
static void take_counts(const struct bp_options *options, struct bp_nvme_doc *nvme)
{
	if (options->given & BP_OPT_BIT(QUEUES))
		nvme->queues = options->queues;
	if (options->given & BP_OPT_BIT(DEPTH))
		nvme->depth = options->depth + 1;
}

static int refuse_limits(const struct bp_options *options, struct bp_error *err)
{
	const u64 limits = BP_OPT_BIT(LIMITS) | BP_OPT_BIT(SET);
	const char *which = options->given & BP_OPT_BIT(LIMITS) ? "--limits" : "--set";

	if (!(options->given & limits))
		return 0;
	return bp_error_set(err, NULL, 0, which,
			    "not with an NVMe controller: its driver sets the limits (NVH-38)");
}

int bp_subject_nvme(const struct bp_options *options, struct bp_device_doc *device,
		    struct bp_nvme_doc *nvme, struct bp_error *err)
{
	const struct bp_place at = { .key = "--nvme" }, fault = { .key = "--fault" };
	int error = 0;

	if (options->nvme)
		error = bp_nvme_doc_parse(nvme, &at, options->nvme, err);
	nvme->on |= device->is_nvme;
	device->is_nvme = nvme->on;
	for (unsigned i = 0; i < options->nr_faults && !error; i++)
		error = bp_nvme_doc_add_fault(nvme, &fault, options->fault[i], err);
	if (!error && nvme->on)
		error = refuse_limits(options, err);
	take_counts(options, nvme);
	if (!error && nvme->on && device->dma_pfn_offset)
		return bp_error_set(err, NULL, 0, "dma_pfn_offset",
				    "not with an NVMe controller: dma_offset of the host bridge of "
				    "its machine is allowed");
	return error ?: bp_nvme_doc_check(nvme, options->nvme ? &at : &fault, err);
}

int bp_subject_defects(const struct bp_options *options, const struct bp_rules *rules,
		       struct bp_error *err)
{
	const struct bp_place at = { .key = "--defect" };

	return bp_rule_set_wants_defects(&at, rules, &options->defects, err);
}

/* --provider: as a key of the I/O. */
static int lie_there(const struct bp_options *options, struct bp_scenario *scenario,
		     struct bp_error *err)
{
	const struct bp_place at = { .key = "--provider" };
	struct bp_scenario_io *io = &scenario->ios[0];
	unsigned op = bp_opf_op(io->opf);

	if (!options->provider)
		return 0;
	if (options->given & BP_OPT_BIT(LAYOUT))
		return bp_place_error(&at, err,
				      "not with --layout, which says where the data lies");
	if (op != REQ_OP_READ && op != REQ_OP_WRITE)
		return bp_place_error(&at, err, "only the data of a read or write can lie there");
	io->opf |= REQ_DMA_DIRECT;
	scenario->limits.queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
	return bp_device_function(&at, options->provider, io->provider, err)
		       ?: bp_rule_set_wants_direct(&at, options->rules, err);
}

static int from_flags(const struct bp_options *options, struct bp_scenario *scenario,
		      struct bp_error *err)
{
	struct bp_scenario_io *io = calloc(1, sizeof(*io));
	int error;

	if (!io)
		return -ENOMEM;
	*scenario = (struct bp_scenario){
		.seed = options->seed,
		.page_shift = BP_FLAG_PAGE_SHIFT,
		.rules = options->rules,
		.defects = options->defects,
		.capacity_sectors = options->device_sectors,
		.plug = options->plug,
		.ios = io,
		.nr_ios = 1,
	};
	*io = (struct bp_scenario_io){
		.opf = options->opf,
		.sector = options->sector,
		.bytes = options->bytes,
	};
	if (!options->bytes && bp_opf_op(options->opf) != REQ_OP_FLUSH)
		return bp_error_set(err, NULL, 0, "--bytes",
				    "missing; allowed: a size such as 1M, or a scenario file");
	bp_device_init(&scenario->device);
	bp_nvme_doc_init(&scenario->nvme);
	error = bp_subject_limits(options, &scenario->limits, err);
	if (!error)
		error = bp_subject_layout(options, &scenario->limits, &io->layout, err);
	if (!error)
		error = bp_subject_defects(options, scenario->rules, err);
	if (!error)
		error = bp_subject_device(options, BP_FLAG_PAGE_SHIFT, &scenario->device, err);
	if (!error)
		error = bp_subject_nvme(options, &scenario->device, &scenario->nvme, err);
	if (bp_layout_is_dma(&io->layout))
		io->opf |= REQ_DMA_DIRECT;
	return error ? error : lie_there(options, scenario, err);
}

/* What flags may change about a file. */
static int overlay(const struct bp_options *options, struct bp_scenario *scenario,
		   struct bp_error *err)
{
	int error = bp_subject_defects(options, scenario->rules, err);

	if (options->given & BP_OPT_BIT(SEED))
		scenario->seed = options->seed;
	if (options->given & BP_OPT_BIT(DEVICE_SECTORS))
		scenario->capacity_sectors = options->device_sectors;
	for (size_t i = 0; i < bp_array_size(scenario->defects.word); i++)
		scenario->defects.word[i] |= options->defects.word[i];
	if (!error)
		error = bp_subject_device(options, scenario->page_shift, &scenario->device, err);
	if (!error)
		error = bp_subject_nvme(options, &scenario->device, &scenario->nvme, err);
	return error ? error : put_all(options, scenario->rules, &scenario->limits, err);
}

static int refuse_flag(const struct bp_options *options, struct bp_error *err)
{
	static const struct {
		u64 bit;
		const char *flag;
	} of_flags[] = {
		{ BP_OPT_BIT(LIMITS), "--limits" }, { BP_OPT_BIT(OP), "--op" },
		{ BP_OPT_BIT(SECTOR), "--sector" }, { BP_OPT_BIT(BYTES), "--bytes" },
		{ BP_OPT_BIT(LAYOUT), "--layout" }, { BP_OPT_BIT(PROVIDER), "--provider" },
	};

	for (size_t i = 0; i < bp_array_size(of_flags); i++)
		if (options->given & of_flags[i].bit)
			return bp_error_set(err, NULL, 0, of_flags[i].flag,
					    "not with a scenario file, which says it itself");
	return 0;
}

/* An I/O must end on the device. */
static int check_ends(const struct bp_scenario *scenario, const char *file, struct bp_error *err)
{
	for (unsigned i = 0; i < scenario->nr_ios; i++) {
		const struct bp_scenario_io *io = &scenario->ios[i];
		u64 sectors = io->bytes >> SECTOR_SHIFT;

		if (!scenario->capacity_sectors || !sectors)
			continue;
		if (sectors > scenario->capacity_sectors ||
		    io->sector > scenario->capacity_sectors - sectors)
			return bp_error_set(err, file, io->line, file ? "sector" : "--sector",
					    "the I/O ends at sector %llu; the device has %llu",
					    (unsigned long long)(io->sector + sectors),
					    (unsigned long long)scenario->capacity_sectors);
	}
	return 0;
}

/* A controller has no smaller things than blocks. */
static int check_blocks(const struct bp_scenario *scenario, const char *file, struct bp_error *err)
{
	const u64 block = scenario->nvme.on ? scenario->nvme.block : SECTOR_SIZE;

	for (unsigned i = 0; i < scenario->nr_ios; i++) {
		const struct bp_scenario_io *io = &scenario->ios[i];

		if (io->bytes && (io->sector << SECTOR_SHIFT | io->bytes) % block)
			return bp_error_set(err, file, io->line, file ? "bytes" : "--bytes",
					    "%llu bytes at sector %llu are not whole blocks of the "
					    "controller: it has blocks of %llu bytes",
					    (unsigned long long)io->bytes,
					    (unsigned long long)io->sector,
					    (unsigned long long)block);
	}
	return 0;
}

int bp_subject_scenario(const struct bp_options *options, struct bp_scenario **scenario,
			struct bp_error *err)
{
	const char *file = options->nr_operands ? options->operands[0] : NULL;
	bool forced = options->given & BP_OPT_BIT(RULES);
	int error;

	*scenario = NULL;
	if (file) {
		error = refuse_flag(options, err);
		if (!error)
			error = bp_scenario_load(file, forced ? options->rules : NULL, scenario,
						 err);
		if (!error)
			error = overlay(options, *scenario, err);
	} else {
		*scenario = calloc(1, sizeof(**scenario));
		error = *scenario ? from_flags(options, *scenario, err) : -ENOMEM;
	}
	if (!error)
		error = check_ends(*scenario, file, err);
	if (!error)
		error = check_blocks(*scenario, file, err);
	if (error) {
		bp_scenario_free(*scenario);
		*scenario = NULL;
	}
	return error;
}
