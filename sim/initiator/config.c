/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <blkpath/nvme_fabrics.h>

#include "initiator/config.h"

#define PAGE 4096u
#define DEFAULT_BASE 0x100000000ull
#define DEFAULT_AREA (16u << 20)
#define DEFAULT_DEPTH 128
#define DEFAULT_INLINE 4096
#define DEFAULT_TIMEOUT_NS 30000000000ull /* as the block layer gives an NVMe command */
#define DEFAULT_KATO_MS 15000

/* A host registers 16 MiB at most: what a keyed descriptor can tell of. */
#define DEFAULT_REGION_PAGES 4096u
#define DEFAULT_MAX_PAGES 512u

int bp_initiator_profile(const char *profile, struct bp_initiator_config *config,
			 struct bp_error *err)
{
	struct bp_rdma_config adapter;
	int error = bp_rdma_profile(profile, &adapter, err);

	/* A host that is no part of the machine has no CPU there: hardware, of the same protocol.
	 */
	if (!error && adapter.is_virtual)
		error = bp_rdma_profile("ib", &adapter, err);
	if (error)
		return error;
	adapter.name = "far0";
	adapter.attrs.max_fast_reg_page_list_len = DEFAULT_REGION_PAGES;
	adapter.attrs.max_send_sge =
		bp_max(adapter.attrs.max_send_sge, (int)BP_INITIATOR_INLINE_SEGMENTS + 1);
	adapter.attrs.max_qp_wr = bp_max(adapter.attrs.max_qp_wr, 0x4000);
	*config = (struct bp_initiator_config){
		.adapter = adapter,
		.base = DEFAULT_BASE,
		.area_bytes = DEFAULT_AREA,
		.nr_queues = 1,
		.depth = DEFAULT_DEPTH,
		.inline_bytes = DEFAULT_INLINE,
		.max_pages = DEFAULT_MAX_PAGES,
		.kato_ms = DEFAULT_KATO_MS,
		.timeout_ns = DEFAULT_TIMEOUT_NS,
	};
	return 0;
}

/* A number of the configuration, and what is allowed. */
struct range {
	const char *key;
	u64 value;
	u64 least;
	u64 most;
};

static int check_range(const struct range *r, struct bp_error *err)
{
	if (r->value >= r->least && r->value <= r->most)
		return 0;
	return bp_error_set(err, NULL, 0, r->key, "%s is %llu, must be %llu to %llu", r->key,
			    (unsigned long long)r->value, (unsigned long long)r->least,
			    (unsigned long long)r->most);
}

static int check_ranges(const struct bp_initiator_config *config, struct bp_error *err)
{
	const struct range ranges[] = {
		{ "nr_queues", config->nr_queues, 1, 127 },
		{ "depth", config->depth, 2, 1024 },
		{ "max_pages", config->max_pages, 1,
		  config->adapter.attrs.max_fast_reg_page_list_len },
		{ "timeout_ns", config->timeout_ns, 1, UINT64_MAX / 2 },
		{ "area_bytes", config->area_bytes, PAGE, 1ull << 32 },
		{ "base", config->base, 0, 1ull << 52 },
		{ "missing_bytes", config->greeting.missing_bytes, 0, 32 },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (check_range(&ranges[i], err))
			return -EINVAL;
	if ((config->base | config->area_bytes) % PAGE)
		return bp_error_set(err, NULL, 0, "area_bytes",
				    "base and area_bytes must be multiples of %u", PAGE);
	return 0;
}

static int check_name(const char *key, const char *name, struct bp_error *err)
{
	if (name && *name && strlen(name) <= NVMF_NQN_SIZE)
		return 0;
	return bp_error_set(err, NULL, 0, key, "%s must be a name of 1 to %u characters", key,
			    NVMF_NQN_SIZE);
}

int bp_initiator_config_check(const struct bp_initiator_config *config, struct bp_error *err)
{
	if (bp_rdma_config_check(&config->adapter, err) ||
	    check_name("hostnqn", config->hostnqn, err) ||
	    check_name("subsysnqn", config->subsysnqn, err))
		return -EINVAL;
	return check_ranges(config, err);
}
