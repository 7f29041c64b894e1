/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits by name.
 */
#include <limits.h>
#include <string.h>

#include <input/limits_parts.h>

static void preset_default(struct bp_limits_doc *doc)
{
	struct bp_env env;

	bp_env_init(&env);
	blk_set_default_limits(&env, &doc->limits);
	bp_env_fini(&env);
}

static void preset_stacking(struct bp_limits_doc *doc)
{
	struct bp_env env;

	bp_env_init(&env);
	blk_set_stacking_limits(&env, &doc->limits);
	bp_env_fini(&env);
}

/*
 * What the driver sets for a controller with MDTS 5 and 512-byte blocks (NVH-38, EX-NVME-18); the
 * queue of EX-2.
 */
static void preset_nvme(struct bp_limits_doc *doc)
{
	struct queue_limits *lim = &doc->limits;

	preset_default(doc);
	lim->max_hw_sectors = 256;
	lim->max_sectors = 256;
	lim->max_segments = 33;
	lim->virt_boundary_mask = 4095;
	lim->max_segment_size = UINT_MAX;
	lim->max_integrity_segments = 1;
	lim->discard_granularity = 512;
	lim->max_discard_sectors = UINT_MAX;
	lim->max_hw_discard_sectors = UINT_MAX;
	lim->max_discard_segments = 256;
	lim->max_write_zeroes_sectors = 257;
	doc->nr_requests = 1023;
	doc->queue_flags = 1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA | 1ul << QUEUE_FLAG_NONROT |
			   1ul << QUEUE_FLAG_DISCARD;
}

static const struct {
	const char *name;
	void (*fill)(struct bp_limits_doc *doc);
} presets[] = {
	{ "default", preset_default },
	{ "nvme", preset_nvme },
	{ "stacking", preset_stacking },
};

const char *bp_limits_preset_at(unsigned index)
{
	return index < bp_array_size(presets) ? presets[index].name : NULL;
}

bool bp_limits_preset(const char *name, struct bp_limits_doc *doc)
{
	for (size_t i = 0; i < bp_array_size(presets); i++) {
		if (strcmp(name, presets[i].name))
			continue;
		memset(&doc->limits, 0, sizeof(doc->limits));
		doc->queue_flags = 0;
		doc->dma_alignment = 511;
		doc->dma_pad_mask = 0;
		doc->nr_requests = BLKDEV_MAX_RQ;
		presets[i].fill(doc);
		return true;
	}
	return false;
}
