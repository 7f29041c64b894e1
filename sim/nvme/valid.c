/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a configuration must be like: the one of the world, and the one that the host writes to CC.
 */
#include "nvme/valid.h"

#include "nvme/mmio.h"

static u32 field(const struct bp_nvme_controller *ctrl, unsigned shift, u32 mask)
{
	return ctrl->registers.cc >> shift & mask;
}

static bool has_no_admin_queues(const struct bp_nvme_controller *ctrl)
{
	return ctrl->state == BP_NVME_DISABLED && !ctrl->sq[0] && !ctrl->cq[0];
}

static bool is_aligned(const struct bp_nvme_controller *ctrl)
{
	u64 mask = (4096ull << field(ctrl, NVME_CC_MPS_SHIFT, 0xf)) - 1;

	return !((ctrl->registers.asq | ctrl->registers.acq) & mask);
}

/* CC.CSS: 0 the NVM set, 6 all sets there are, 7 admin commands only; CAP.CSS has a bit for each.
 */
static bool has_command_set(const struct bp_nvme_controller *ctrl)
{
	u32 css = field(ctrl, 4, 7);

	return (css == 0 || css >= 6) && ctrl->config.css >> css & 1;
}

static bool has_page_size(const struct bp_nvme_controller *ctrl)
{
	u32 mps = field(ctrl, NVME_CC_MPS_SHIFT, 0xf);

	return mps >= ctrl->config.mpsmin && mps <= ctrl->config.mpsmax;
}

static bool has_entry_sizes(const struct bp_nvme_controller *ctrl)
{
	return field(ctrl, 16, 0xf) == 6 && field(ctrl, 20, 0xf) == 4;
}

static bool has_admin_sizes(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.aqa & 0xfff && ctrl->registers.aqa >> 16 & 0xfff;
}

static bool is_round_robin(const struct bp_nvme_controller *ctrl)
{
	return !field(ctrl, NVME_CC_AMS_SHIFT, 7);
}

static const struct {
	const char *error;
	bool (*holds)(const struct bp_nvme_controller *ctrl);
} rules[] = {
	{ "there are admin queues already", has_no_admin_queues },
	{ "ASQ or ACQ is not aligned to a page", is_aligned },
	{ "CC.CSS is not supported", has_command_set },
	{ "CC.MPS is not supported", has_page_size },
	{ "CC.IOSQES is not 6 or CC.IOCQES not 4", has_entry_sizes },
	{ "AQA.ASQS or AQA.ACQS is 0", has_admin_sizes },
	{ "CC.AMS is not supported", is_round_robin },
};

const char *bp_nvme_enable_error(const struct bp_nvme_controller *ctrl)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!rules[i].holds(ctrl))
			return rules[i].error;
	return NULL;
}

struct range {
	const char *key;
	u64 value;
	u64 min;
	u64 max;
};

static int check_ranges(const struct range *range, size_t nr, struct bp_error *err)
{
	for (size_t i = 0; i < nr; i++)
		if (range[i].value < range[i].min || range[i].value > range[i].max)
			return bp_error_set(err, NULL, 0, range[i].key,
					    "%llu is out of range; allowed are %llu to %llu",
					    (unsigned long long)range[i].value,
					    (unsigned long long)range[i].min,
					    (unsigned long long)range[i].max);
	return 0;
}

/* NVH-28 */
static int check_bar(const struct bp_nvme_config *config, const struct pci_dev *dev,
		     struct bp_error *err)
{
	u64 need = NVME_REG_DBS + (config->nr_io_queues + 1) * (8ull << config->dstrd);
	u64 have = pci_resource_flags(dev, 0) & IORESOURCE_MEM ? pci_resource_len(dev, 0) : 0;

	if (have >= need)
		return 0;
	return bp_error_set(err, NULL, 0, "nr_io_queues",
			    "BAR 0 has %llu bytes of memory; registers and doorbells need %llu",
			    (unsigned long long)have, (unsigned long long)need);
}

int bp_nvme_config_check(const struct bp_nvme_config *config, const struct pci_dev *dev,
			 struct bp_error *err)
{
	const struct range ranges[] = {
		{ "mqes", config->mqes, 1, 65535 },
		{ "cqr", config->cqr, 1, 1 }, /* MODEL: queues are contiguous */
		{ "dstrd", config->dstrd, 0, 15 },
		{ "mpsmax", config->mpsmax, config->mpsmin, 15 },
		{ "nr_io_queues", config->nr_io_queues, 1, 65534 },
		{ "vectors", config->vectors, 0, 2048 },
	};
	int error = check_ranges(ranges, sizeof(ranges) / sizeof(ranges[0]), err);

	return error ? error : check_bar(config, dev, err);
}
