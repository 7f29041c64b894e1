/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/namespace.h"

#include <errno.h>
#include <stdlib.h>

#include <blkpath/nvme_status.h>

#define DATA_MAX_SHIFT 54u /* with all metadata and states still less than 2^62 */
#define DATA_MAX (1ull << DATA_MAX_SHIFT)

static const struct bp_nvme_format default_formats[] = { { .lbads = 9 }, { .lbads = 12 } };

static void fill_in(struct bp_nvme_namespace_config *config)
{
	if (config->nr_formats)
		return;
	config->nr_formats = bp_array_size(default_formats);
	for (unsigned i = 0; i < config->nr_formats; i++)
		config->formats[i] = default_formats[i];
}

static bool format_is_sane(const struct bp_nvme_format *format)
{
	return format->lbads >= BP_NVME_LBADS_MIN && format->lbads <= BP_NVME_LBADS_MAX &&
	       format->rp <= 3;
}

/* A layout exists and has room for its tuples. */
static bool layout_is_sane(const struct bp_nvme_namespace_config *config,
			   const struct bp_nvme_layout *layout)
{
	u16 ms;

	if (layout->format >= config->nr_formats || layout->pi_type > 3)
		return false;
	ms = config->formats[layout->format].ms;
	return ms >= (layout->pi_type ? BP_NVME_PI_BYTES : layout->extended);
}

static int judge(const struct bp_nvme_namespace_config *config, struct bp_error *err)
{
	if (config->nr_formats > BP_NVME_FORMATS_MAX)
		return bp_error_set(err, NULL, 0, "formats", "%u formats: a namespace has 1 to %u",
				    config->nr_formats, BP_NVME_FORMATS_MAX);
	for (unsigned i = 0; i < config->nr_formats; i++)
		if (!format_is_sane(&config->formats[i]))
			return bp_error_set(err, NULL, 0, "formats",
					    "format %u: blocks have 2^%u to 2^%u bytes of data, "
					    "and performance is 0 to 3",
					    i, BP_NVME_LBADS_MIN, BP_NVME_LBADS_MAX);
	if (!layout_is_sane(config, &config->layout))
		return bp_error_set(err, NULL, 0, "layout",
				    "format %u of %u: protection is of type 0 to 3 and needs %u "
				    "bytes of metadata; blocks are extended by 1 at least",
				    config->layout.format, config->nr_formats, BP_NVME_PI_BYTES);
	if (config->blocks > DATA_MAX >> config->formats[config->layout.format].lbads)
		return bp_error_set(err, NULL, 0, "blocks", "%llu blocks: 2^%u bytes at most",
				    (unsigned long long)config->blocks, DATA_MAX_SHIFT);
	if (config->capacity_blocks > config->blocks)
		return bp_error_set(err, NULL, 0, "capacity_blocks",
				    "%llu blocks of capacity: at most the size of %llu",
				    (unsigned long long)config->capacity_blocks,
				    (unsigned long long)config->blocks);
	return 0;
}

/* Sizes of a layout: the bytes of data are those of the first. */
static u64 in_blocks(const struct bp_nvme_namespace *ns, u64 first_blocks, u8 format)
{
	const struct bp_nvme_namespace_config *config = &ns->config;

	return first_blocks << config->formats[config->layout.format].lbads >>
	       config->formats[format].lbads;
}

static struct bp_medium_shape shape_of(const struct bp_nvme_namespace *ns,
				       const struct bp_nvme_layout *layout)
{
	const struct bp_nvme_format *format = &ns->config.formats[layout->format];

	return (struct bp_medium_shape){
		.blocks = in_blocks(ns, ns->config.blocks, layout->format),
		.data_bytes = 1u << format->lbads,
		.meta_bytes = format->ms,
	};
}

static void take(struct bp_nvme_namespace *ns, const struct bp_nvme_layout *layout)
{
	const struct bp_nvme_namespace_config *config = &ns->config;

	ns->layout = *layout;
	ns->blocks = in_blocks(ns, config->blocks, layout->format);
	ns->capacity = config->capacity_blocks
			       ? in_blocks(ns, config->capacity_blocks, layout->format)
			       : ns->blocks;
}

static int open_medium(struct bp_nvme_namespace *ns, struct bp_error *err)
{
	const struct bp_nvme_namespace_config *config = &ns->config;
	const struct bp_medium_shape shape = shape_of(ns, &config->layout);

	take(ns, &config->layout);
	return bp_medium_new(&shape, config->file, config->cache_blocks, &ns->medium, err);
}

u16 bp_nvme_namespace_format(struct bp_nvme_namespace *ns, const struct bp_nvme_layout *layout)
{
	struct bp_medium_shape shape;

	if (!layout_is_sane(&ns->config, layout))
		return NVME_SC_INVALID_FORMAT | NVME_SC_DNR;
	shape = shape_of(ns, layout);
	if (bp_medium_reshape(ns->medium, &shape))
		return NVME_SC_INTERNAL;
	take(ns, layout);
	return NVME_SC_SUCCESS;
}

int bp_nvme_namespace_new(const struct bp_nvme_namespace_config *config,
			  struct bp_nvme_namespace **out, struct bp_error *err)
{
	struct bp_nvme_namespace *ns = calloc(1, sizeof(*ns));
	int ret;

	if (!ns)
		return -ENOMEM;
	ns->config = *config;
	fill_in(&ns->config);
	ns->protect = config->protect;
	ns->unwritten_fails = config->unwritten_fails;
	ret = judge(&ns->config, err);
	if (!ret && config->blocks)
		ret = open_medium(ns, err);
	if (ret) {
		bp_nvme_namespace_free(ns);
		return ret;
	}
	*out = ns;
	return 0;
}

void bp_nvme_namespace_free(struct bp_nvme_namespace *ns)
{
	if (!ns)
		return;
	bp_medium_free(ns->medium);
	free(ns);
}

u64 bp_nvme_namespace_used(const struct bp_nvme_namespace *ns)
{
	if (!bp_nvme_namespace_active(ns))
		return 0;
	return bp_nvme_namespace_thin(ns) ? bp_medium_used(ns->medium) : ns->blocks;
}
