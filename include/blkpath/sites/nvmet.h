/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/target: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_NVMET_H
#define BLKPATH_SITES_NVMET_H

/* clang-format off */

#define BP_SITES_NVMET(X) \
	X(NVMET_P2P_QUEUE, BP_INFO, "nvmet_p2pmem_ns_enable", "R-C2.2", "namespace %llu: its disk takes no peer-to-peer memory") \
	X(NVMET_P2P_NONE, BP_INFO, "nvmet_p2pmem_ns_enable", "R-C2.2", "namespace %llu: no peer-to-peer memory suits its disk") \
	X(NVMET_P2P_CTRL_NONE, BP_INFO, "nvmet_p2pmem_ns_add_p2p", "R-C2.3", "namespace %llu: no peer-to-peer memory suits controller %llu") \
	X(NVMET_BIO_SHORT, BP_WARN, "nvmet_submit_p2p", "R-C3.3", "%llu bytes of a bus address went into a bio, not %llu") \
	X(NVMET_UNFIT, BP_INFO, "nvmet_req_alloc_sgl", "DEF-NVMET-4", "peer-to-peer memory at bus address 0x%llx cannot be used, reason %llu: RAM is") \
	X(NVMET_OFFLINE, BP_INFO, "nvmet_ctrl_fatal_error", "R-C5.1", "controller %llu cannot go on") \
	X(NVMET_REPOST, BP_INFO, "nvmet_rdma_queue_response", "R-C5.8", "queue %llu: a receive could not be posted, %llu") \
	X(NVMET_POST_SEND, BP_INFO, "nvmet_rdma_queue_response", "R-C5.8", "queue %llu: a response could not be posted, %llu") \
	X(NVMET_SHORT_CAPSULE, BP_INFO, "nvmet_rdma_recv_done", "R-C5.1", "queue %llu: a capsule of %llu bytes") \
	X(NVMET_NO_READS, BP_WARN, "nvmet_rdma_read_data_done", "R-C5.7", "queue %llu: data came, and command %llu has no work requests of data") \
	X(NVMET_WC, BP_INFO, "nvmet_rdma_*_done", "R-C5.1", "queue %llu: a work request ended with status %llu")

/* clang-format on */

#endif
