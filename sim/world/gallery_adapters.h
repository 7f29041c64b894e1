/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two RDMA adapters for the gallery: b of its machine, and one of a far host.  Their queue pairs
 * are connected, and b may reach memory of a.
 *
 *   a ---.
 *         port --- RAM        far host
 *   b ---'                       |
 *   |____________ wire __________|
 */
#ifndef SIM_WORLD_GALLERY_ADAPTERS_H
#define SIM_WORLD_GALLERY_ADAPTERS_H

#include <blkpath/dma_ledger.h>
#include <blkpath/rdma_rw.h>
#include <blkpath/swiotlb.h>

#include "iommu/attach.h"
#include "pci/ram.h"
#include "rdma/adapter.h"
#include "world/gallery_machine.h"

#define BP_SHOW_HOST 0x40000000ull /* first byte of the far host's memory */
#define BP_SHOW_HOST_BYTES 0x24000u
#define BP_SHOW_PORT_NUM 1

/**
 * struct bp_show_adapters_setup - what the cases differ in
 * @p2p: kernel
 * @profile: of both adapters
 * @force_mr: rdma_rw registers memory always
 * @contexts: of the queue pair
 * @max_sge: entries of its work requests; 0: two
 * @offset: of the window above b, between addresses of the bus and of the CPU
 * @iommu: b is behind one
 * @sg: how that maps lists
 * @bounces: what b maps is bounced through so many slots of 2 KiB; 0: nothing is
 * @reads: READs that are under way together; 0: one
 */
struct bp_show_adapters_setup {
	enum bp_p2p_profile p2p;
	const char *profile;
	bool force_mr;
	u32 contexts;
	u32 max_sge;
	u64 offset;
	bool iommu;
	enum bp_iommu_sg sg;
	u32 bounces;
	u8 reads;
};

/* An adapter with a queue pair, which takes @max_send_wr work requests. */
struct bp_show_end {
	struct bp_rdma_adapter *adapter;
	struct ib_pd *pd;
	struct ib_cq *cq;
	struct ib_qp *qp;
	u32 max_send_wr;
};

/**
 * struct bp_show_adapters - both, and what is around them
 * @m: machine
 * @near: b
 * @far: of the host; all of its memory is open to the other side
 * @host: that memory
 * @iommu: b behind it; nothing when there is none
 * @bounce: of b; NULL: it needs none
 * @messages: where b receives: who uses an adapter has something mapped for it
 * @sg: a list of memory that rdma_rw moves
 */
struct bp_show_adapters {
	struct bp_show_machine m;
	struct resource ram_area;
	struct bp_machine_ram ram;
	struct bp_fabric *fabric;
	struct bp_dma_ledger *ledger;
	struct bp_iommu_attached iommu;
	struct bp_swiotlb *bounce;
	struct bp_rdma_wire wire;
	struct bp_show_end near;
	struct bp_show_end far;
	u8 host[BP_SHOW_HOST_BYTES];
	dma_addr_t messages;
	struct scatterlist sg[4];
	struct ib_cqe cqe;
	enum ib_wc_status status; /* of the last completion */
};

/* Whether they are there; they are to be closed in any case. */
bool bp_show_adapters_open(struct bp_show_adapters *s, struct bp_world *world,
			   const struct bp_show_adapters_setup *setup);

void bp_show_adapters_close(struct bp_show_adapters *s);

/* Makes @sg a list of @nents entries of RAM, @bytes each, a gap of a page behind each. */
void bp_show_list(struct bp_show_adapters *s, u32 nents, u32 bytes);

/* rdma_rw_ctx_init() of a list and rdma_rw_ctx_dma_init() of an address, to or from the start of
 * the host's memory. */
int bp_show_prepare(struct bp_show_adapters *s, struct rdma_rw_ctx *ctx, u32 nents, u32 offset,
		    enum dma_data_direction dir);
int bp_show_prepare_address(struct bp_show_adapters *s, struct rdma_rw_ctx *ctx, u64 bus,
			    u32 bytes);

/* Entries of lists that are mapped now. */
u64 bp_show_mapped(const struct bp_show_adapters *s);

/* Posts the work and waits for its end. */
enum ib_wc_status bp_show_post(struct bp_show_adapters *s, struct rdma_rw_ctx *ctx);

#endif
