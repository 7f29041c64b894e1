/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory regions: how keys are found, what they allow, how they come and go (rdma-nvmet.md A3).
 */
#ifndef BP_SIM_RDMA_MR_H
#define BP_SIM_RDMA_MR_H

#include "rdma/engine.h"

/**
 * struct bp_rdma_lookup - whose key, and what for
 * @key: key
 * @remote: it is an rkey
 * @pd: domain of the queue pair
 * @access: right that is needed; 0 for none
 */
struct bp_rdma_lookup {
	u32 key;
	bool remote;
	const struct ib_pd *pd;
	int access;
};

/**
 * struct bp_rdma_found - what came of it
 * @mr: MR of the key, whether it may be used or not; NULL: nobody has it
 * @same_pd: it is in the domain
 * @allowed: it grants the right
 * @valid: it is registered
 */
struct bp_rdma_found {
	struct bp_rdma_mr *mr;
	bool same_pd;
	bool allowed;
	bool valid;
};

/* R-A3.6: each rule by itself. */
struct bp_rdma_found bp_rdma_mr_look(const struct bp_rdma_adapter *adapter,
				     const struct bp_rdma_lookup *lookup);

static inline bool bp_rdma_found_ok(const struct bp_rdma_found *found)
{
	return found->mr && found->same_pd && found->allowed && found->valid;
}

/* R-A3.7: whether a range lies in an MR; always in a DMA MR. */
bool bp_rdma_mr_holds(const struct bp_rdma_mr *mr, u64 va, u64 bytes);

/**
 * bp_rdma_mr_bus - DMA address of a byte of an MR
 * @mr: valid MR that holds the range
 * @va: first byte
 * @bytes: how many; receives how many follow one another on the bus
 *
 * Return: where the first byte is.
 */
u64 bp_rdma_mr_bus(const struct bp_rdma_mr *mr, u64 va, u32 *bytes);

/* R-A3.8 b: REG_MR; IB_WC_SUCCESS or IB_WC_LOC_QP_OP_ERR. */
enum ib_wc_status bp_rdma_mr_register(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe);

/* R-A3.9: LOCAL_INV; the same. */
enum ib_wc_status bp_rdma_mr_invalidate(struct bp_rdma_pair *pair, u32 key);

/* R-A3.10: of the other side; whether the key was one to invalidate. */
bool bp_rdma_mr_invalidate_remote(struct bp_rdma_pair *pair, u32 rkey);

/* The verbs. */
struct ib_pd *bp_rdma_alloc_pd(struct ib_device *device);
void bp_rdma_dealloc_pd(struct ib_pd *pd);
struct ib_mr *bp_rdma_get_dma_mr(struct ib_pd *pd, int access);
struct ib_mr *bp_rdma_alloc_mr(struct ib_pd *pd, enum ib_mr_type type, u32 max_num_sg);
int bp_rdma_dereg_mr(struct ib_mr *mr);
int bp_rdma_map_mr_sg(struct ib_mr *mr, struct scatterlist *sg, int sg_nents, unsigned *sg_offset);

#endif
