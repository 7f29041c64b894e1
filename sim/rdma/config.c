/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "rdma/config.h"

/* R-A1.2: the default, and what is different in a profile. */
static struct bp_rdma_config config_ib(void)
{
	return (struct bp_rdma_config){
		.profile = "ib",
		.name = "mlx5_0",
		.attrs = {
			.device_cap_flags = IB_DEVICE_MEM_MGT_EXTENSIONS | IB_DEVICE_LOCAL_DMA_LKEY,
			.max_qp_wr = 0x4000,
			.max_send_sge = 30,
			.max_recv_sge = 30,
			.max_sge_rd = 30,
			.max_qp_rd_atom = 16,
			.max_qp_init_rd_atom = 16,
			.max_fast_reg_page_list_len = 512,
			.max_cqe = 32767,
			.max_mr = 256 * 1024,
			.max_pd = 0x7ffc,
			.max_cq = 0x10000,
			.max_qp = 0x10000,
			.max_msg_sz = 1u << 30,
		},
		.protocol = BP_RDMA_IB,
		.num_comp_vectors = 4,
		.first_mr = BP_RDMA_FIRST_MR,
		.wr_ns = 500,
		.wire_ns = 1000,
		.ns_per_kib = 80,
		.retry_ns = 500000000,
		.rtu_ns = 2000,
		.cm_timeout_ns = 4000000000,
	};
}

static struct bp_rdma_config config_iwarp(void)
{
	struct bp_rdma_config config = config_ib();

	config.profile = "iwarp";
	config.name = "cxgb4_0";
	config.protocol = BP_RDMA_IWARP;
	config.attrs.max_sge_rd = 1;
	return config;
}

static struct bp_rdma_config config_tiny(void)
{
	struct bp_rdma_config config = config_ib();

	config.profile = "tiny";
	config.name = "tiny_0";
	config.attrs.max_send_sge = 2;
	config.attrs.max_sge_rd = 2;
	config.attrs.max_qp_wr = 64;
	config.attrs.max_fast_reg_page_list_len = 4;
	return config;
}

/* The column of Soft-RoCE. */
static struct bp_rdma_config config_virt(void)
{
	struct bp_rdma_config config = config_ib();

	config.profile = "virt";
	config.name = "rxe0";
	config.protocol = BP_RDMA_ROCE;
	config.is_virtual = true;
	config.attrs.device_cap_flags = IB_DEVICE_MEM_MGT_EXTENSIONS;
	config.attrs.max_send_sge = 32;
	config.attrs.max_recv_sge = 32;
	config.attrs.max_sge_rd = 32;
	config.attrs.max_qp_rd_atom = 128;
	config.attrs.max_qp_init_rd_atom = 128;
	config.attrs.max_msg_sz = 0x800000;
	return config;
}

int bp_rdma_profile(const char *name, struct bp_rdma_config *config, struct bp_error *err)
{
	static const struct {
		const char *name;
		struct bp_rdma_config (*make)(void);
	} profiles[] = {
		{ "ib", config_ib },
		{ "iwarp", config_iwarp },
		{ "tiny", config_tiny },
		{ "virt", config_virt },
	};

	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		if (strcmp(profiles[i].name, name))
			continue;
		*config = profiles[i].make();
		return 0;
	}
	return bp_error_set(err, NULL, 0, "profile",
			    "there is no RDMA profile '%s': ib, iwarp, tiny and virt exist", name);
}

struct range {
	const char *key;
	s64 value;
	s64 low;
	s64 high;
};

int bp_rdma_config_check(const struct bp_rdma_config *config, struct bp_error *err)
{
	const struct ib_device_attr *a = &config->attrs;
	const struct range ranges[] = {
		{ "max_qp_wr", a->max_qp_wr, 1, 1 << 20 },
		{ "max_send_sge", a->max_send_sge, 1, 256 },
		{ "max_recv_sge", a->max_recv_sge, 1, 256 },
		{ "max_sge_rd", a->max_sge_rd, 1, 256 },
		{ "max_qp_rd_atom", a->max_qp_rd_atom, 0, 255 },
		{ "max_qp_init_rd_atom", a->max_qp_init_rd_atom, 0, 255 },
		{ "max_fast_reg_page_list_len", a->max_fast_reg_page_list_len, 1, 1 << 20 },
		{ "max_cqe", a->max_cqe, 1, 1 << 22 },
		{ "max_mr", a->max_mr, 1, (1 << BP_RDMA_INDEX_BITS) - 2 },
		{ "max_pd", a->max_pd, 1, 1 << 24 },
		{ "max_cq", a->max_cq, 1, 1 << 24 },
		{ "max_qp", a->max_qp, 1, (1 << 24) - 2 },
		{ "max_msg_sz", a->max_msg_sz, 1, 1 << 30 },
		{ "num_comp_vectors", config->num_comp_vectors, 1, 2048 },
		{ "first_mr", config->first_mr, 2, (1 << BP_RDMA_INDEX_BITS) - 1 },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range *r = &ranges[i];

		if (r->value < r->low || r->value > r->high)
			return bp_error_set(err, NULL, 0, r->key, "%lld is not in %lld..%lld",
					    (long long)r->value, (long long)r->low,
					    (long long)r->high);
	}
	return 0;
}
