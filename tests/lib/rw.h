/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue pair for rdma_rw, in a machine where a gives out its BAR 4 and b is the RDMA adapter at
 * the same switch.
 */
#ifndef BP_TEST_RW_H
#define BP_TEST_RW_H

#include <blkpath/dma_ledger.h>
#include <blkpath/rdma_event.h>

#include "ib.h"
#include "p2p.h"

#define T_RW_REMOTE 0x100000ull
#define T_RW_RKEY 0x4711u
#define T_RW_EVENTS 256

/**
 * struct t_rw_setup - what a machine differs in
 * @profile: kernel
 * @offset: of the host bridge's window
 * @protocol: of the adapter
 * @force_mr: module parameter
 * @max_send_sge: of the queue pair; 0 for 30
 * @max_sge_rd: of the adapter; 0 for 30
 * @mr_pages: of an MR; 0 for 512
 * @contexts: of the queue pair; 0 for 8
 * @defects: switches, up to the first 0
 */
struct t_rw_setup {
	enum bp_p2p_profile profile;
	u64 offset;
	enum bp_rdma_protocol protocol;
	bool force_mr;
	u32 max_send_sge;
	int max_sge_rd;
	u32 mr_pages;
	u32 contexts;
	enum bp_defect_id defects[4];
};

/* An entry of RAM. */
struct t_rw_entry {
	u64 phys;
	unsigned len;
};

struct t_rw {
	struct t_p2p p;
	struct bp_env *env;
	struct t_ib ib;
	struct pci_dev *provider;
	struct bp_dma_ledger *ledger;
	struct ib_pd *pd;
	struct ib_cq *cq;
	struct ib_qp *qp;
	struct ib_cqe cqe;
	enum ib_wc_status status; /* of the last completion */
	unsigned completions;
	struct scatterlist *sg;
	u32 nents;
	struct rdma_rw_ctx ctx;
	struct bp_sink sink;
	enum bp_event_id event[T_RW_EVENTS]; /* RDMA_* */
	struct bp_rdma_event told[T_RW_EVENTS];
	unsigned nr_events;
};

void t_rw_init(struct t_rw *t, const struct t_rw_setup *setup);

/* Fails the test when anything is left: objects, mappings, memory, MRs. */
void t_rw_fini(struct t_rw *t);

/* A list of these entries. */
void t_rw_list(struct t_rw *t, const struct t_rw_entry *entries, u32 nr);

/* A list of @bytes: an entry for each page, no two adjacent. */
void t_rw_pages(struct t_rw *t, u64 bytes);

/* Frees the list. */
void t_rw_drop_list(struct t_rw *t);

/* rdma_rw_ctx_init() and rdma_rw_ctx_destroy() of t->ctx with the list. */
int t_rw_prepare(struct t_rw *t, u32 offset, enum dma_data_direction dir);
void t_rw_destroy(struct t_rw *t, enum dma_data_direction dir);

/* Takes the work, posts it and lets it end well. */
void t_rw_run(struct t_rw *t);

/* Mappings that are left. */
u64 t_rw_mapped(const struct t_rw *t);

/* The last event of a kind; fails the test without. */
const struct bp_rdma_event *t_rw_last(const struct t_rw *t, enum bp_event_id id);

#endif
