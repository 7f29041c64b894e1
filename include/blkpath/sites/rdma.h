/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/rdma: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_RDMA_H
#define BLKPATH_SITES_RDMA_H

/* clang-format off */

#define BP_SITES_RDMA(X) \
	X(RDMA_PD_BUSY, BP_WARN, "ib_dealloc_pd", "R-A3.1", "a protection domain goes while %llu objects are in it") \
	X(RDMA_CQ_BUSY, BP_WARN, "ib_free_cq", "R-C4.9", "a completion queue is to go while %llu queue pairs use it") \
	X(RDMA_CQ_DIRECT, BP_WARN, "ib_cq_completion_direct", "R-C4.5", "completion queue %llu has a completion that nobody waits for") \
	X(RDMA_NO_HANDLER, BP_WARN, "__ib_process_cq", "R-B4.6", "queue pair %llu: work that nobody hears of has succeeded") \
	X(RDMA_MRS_USED, BP_WARN, "ib_destroy_qp_user", "R-B5.4", "queue pair %llu goes while %llu of its memory regions are taken") \
	X(RDMA_DRAIN, BP_WARN, "__ib_drain_sq", "R-A8.3", "queue pair %llu cannot be drained: error %llu") \
	X(RDMA_RW_NO_PORT, BP_WARN, "rdma_rw_init_qp", "R-B6.1", "a queue pair for contexts is made without a port") \
	X(RDMA_RW_NO_MRS, BP_INFO, "rdma_rw_init_mrs", "R-B6.2", "%llu memory regions cannot be made: error %llu") \
	X(RDMA_RW_OFFSET, BP_WARN, "rdma_rw_ctx_init", "R-B3.2", "offset %llu is not within the list") \
	X(RDMA_RW_SG_END, BP_FINDING, "rdma_rw_ctx_init", "DEF-RDMA-6", "the list ended, %llu bytes of the offset are left: a kernel reads a null entry") \
	X(RDMA_RW_UNINIT, BP_FINDING, "rdma_rw_ctx_dma_init", "DEF-RDMA-1", "the end bit of an entry is read, and nobody wrote it") \
	X(RDMA_RW_ADDRESS, BP_FINDING, "rdma_rw_ctx_dma_init", "DEF-RDMA-4", "0x%llx, %llu bytes, is no peer-to-peer memory that the device reaches") \
	X(RDMA_RW_P2P_PAGE, BP_FINDING, "rdma_rw_ctx_init", "R-B8.1", "entry %llu is peer-to-peer memory, 0x%llx") \
	X(RDMA_RW_TAKEN_TWICE, BP_FINDING, "rdma_rw_ctx_wrs", "R-B4.5", "queue pair %llu: the work of context %llu is taken again") \
	X(RDMA_RW_MIXED, BP_FINDING, "rdma_rw_ctx_destroy", "R-B7.4", "queue pair %llu: context %llu is destroyed by the wrong function") \
	X(RDMA_RW_TYPE, BP_BUG, "rdma_rw_ctx_destroy", "R-B5.1", "a context of type %llu")

/* clang-format on */

#endif
