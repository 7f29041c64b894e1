/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The event list: X(symbol, name, action letter or 0, meaning of a, meaning of b, sentence)
 */
#ifndef BLKPATH_EVENT_LIST_H
#define BLKPATH_EVENT_LIST_H

/* clang-format off */

/* With struct bp_dma_call. */
#define BP_EVENT_LIST_DMA(X) \
	X(DMA_MAP_BEGIN, "dma_map_begin", 0, "", "", "memory is to be mapped for a device") \
	X(DMA_MAP, "dma_map", 0, "address", "bytes", "memory was mapped for a device, or was not") \
	X(DMA_UNMAP_BEGIN, "dma_unmap_begin", 0, "address", "bytes", "a mapping is to end") \
	X(DMA_UNMAP, "dma_unmap", 0, "address", "bytes", "a mapping ended") \
	X(DMA_SYNC_BEGIN, "dma_sync_begin", 0, "address", "bytes", "a part of a mapping is to be synced") \
	X(DMA_SYNC, "dma_sync", 0, "address", "bytes", "a part of a mapping was synced") \
	X(DMA_ACCESS, "dma_access", 0, "address", "bytes", "a device reads or writes") \
	X(DMA_UNBIND, "dma_unbind", 0, "", "", "the driver of a device is gone") \
	X(BOUNCE_POOL, "bounce_pool", 0, "base", "bytes", "a pool of bounce slots was made") \
	X(BOUNCE_POOL_END, "bounce_pool_end", 0, "in use", "", "a pool of bounce slots ends") \
	X(BOUNCE_TAKE, "bounce_take", 0, "slots", "in use", "bounce slots were taken") \
	X(BOUNCE_RELEASE, "bounce_release", 0, "slots", "in use", "bounce slots were given back") \
	X(IOMMU_DOMAIN, "iommu_domain", 0, "", "", "an IOMMU domain was made") \
	X(IOMMU_DOMAIN_END, "iommu_domain_end", 0, "in use", "", "an IOMMU domain ends") \
	X(IOVA_RESERVE, "iova_reserve", 0, "first", "last", "I/O addresses are never handed out") \
	X(IOVA_TAKE, "iova_take", 0, "address", "bytes", "I/O addresses were taken") \
	X(IOVA_RELEASE, "iova_release", 0, "address", "bytes", "I/O addresses were given back")

/* With struct bp_p2p_call. */
#define BP_EVENT_LIST_P2P(X) \
	X(P2P_ADD, "p2p_add", 0, "result", "", "a part of a BAR became peer-to-peer memory, or did not") \
	X(P2P_PUBLISH, "p2p_publish", 0, "wanted", "", "peer-to-peer memory was published or hidden") \
	X(P2P_DISTANCE, "p2p_distance", 0, "distance", "verbose", "a distance was asked for") \
	X(P2P_FIND_BEGIN, "p2p_find_begin", 0, "", "", "a provider is looked for") \
	X(P2P_FIND, "p2p_find", 0, "candidates", "drawn", "a provider was looked for") \
	X(P2P_ALLOC, "p2p_alloc", 0, "bytes", "", "peer-to-peer memory was allocated, or was not") \
	X(P2P_DIVIDE, "p2p_divide", 0, "pages", "", "the pages of an allocation come back one by one") \
	X(P2P_FREE, "p2p_free", 0, "bytes", "", "peer-to-peer memory was freed, or was not") \
	X(P2P_BUS, "p2p_bus", 0, "bus address", "", "a bus address was asked for") \
	X(P2P_MAP, "p2p_map", 0, "bus address", "bytes", "a bus address was given to a client") \
	X(P2P_MAP_SG, "p2p_map_sg", 0, "entries", "", "a list of peer-to-peer memory was mapped for a client") \
	X(P2P_USE_BEGIN, "p2p_use_begin", 0, "bus address", "bytes", "a request in flight begins to use peer-to-peer memory") \
	X(P2P_USE_END, "p2p_use_end", 0, "bus address", "bytes", "the request has ended") \
	X(P2P_TOUCH, "p2p_touch", 0, "address", "bytes", "the CPU touches peer-to-peer memory") \
	X(P2P_SYSFS, "p2p_sysfs", 0, "faults", "", "a file of p2pmem was read") \
	X(P2P_UNBIND_BEGIN, "p2p_unbind_begin", 0, "", "", "the driver of a provider goes") \
	X(P2P_UNMAP, "p2p_unmap", 0, "address", "bytes", "the CPU loses a mapping of peer-to-peer memory") \
	X(P2P_UNBIND_END, "p2p_unbind_end", 0, "", "", "all of a provider is released")

/* With struct bp_nvme_event.  The first ones are the driver's, the others a controller's. */
#define BP_EVENT_LIST_NVME(X) \
	X(NVME_BUILT, "nvme_built", 0, "queue", "lists", "a request became a command") \
	X(NVME_SUBMIT, "nvme_submit", 0, "queue", "slot", "a command was stored in its queue") \
	X(NVME_DOORBELL, "nvme_doorbell", 0, "queue", "value", "a tail or a head was published") \
	X(NVME_CQE_SEEN, "nvme_cqe_seen", 0, "queue", "slot", "the driver handles a completion") \
	X(NVME_STATE, "nvme_state", 0, "old", "new", "the driver's state of a controller changed") \
	X(NVME_CMB, "nvme_cmb", 0, "offset", "bytes", "the driver found memory in a controller") \
	X(NVME_PAGE, "nvme_page", 0, "entry", "", "the driver asks for the page of an entry of a list") \
	X(NVME_SQ_BEGIN, "nvme_sq_begin", 0, "queue", "entries", "a submission queue is to have memory") \
	X(NVME_SQ, "nvme_sq", 0, "queue", "entries", "a submission queue has memory, or has none") \
	X(NVME_FETCH, "nvme_fetch", 0, "queue", "slot", "a controller took a command") \
	X(NVME_DMA, "nvme_dma", 0, "address", "bytes", "a controller moved bytes, or could not") \
	X(NVME_CQE_POSTED, "nvme_cqe_posted", 0, "queue", "slot", "a controller stored a completion") \
	X(NVME_CTRL_STATE, "nvme_ctrl_state", 0, "configuration", "status", "registers of a controller changed") \
	X(NVME_QUEUE, "nvme_queue", 0, "queue", "entries", "a controller got a queue, or lost one")

/* With struct bp_rdma_event.  The first ones are those of the verbs and of rdma_rw, the others an
 * adapter's. */
#define BP_EVENT_LIST_RDMA(X) \
	X(RDMA_CTX, "rdma_ctx", 0, "queue pair", "context", "a list of READs or WRITEs was prepared, used or is over") \
	X(RDMA_WC, "rdma_wc", 0, "queue pair", "status", "the driver handles a completion") \
	X(RDMA_MR, "rdma_mr", 0, "key", "bytes", "something befell a memory region") \
	X(RDMA_QP, "rdma_qp", 0, "queue pair", "state", "a queue pair was made, changed or is gone") \
	X(RDMA_POST, "rdma_post", 0, "queue pair", "number", "an adapter was given work") \
	X(RDMA_START, "rdma_start", 0, "queue pair", "number", "work begins") \
	X(RDMA_ACCESS, "rdma_access", 0, "address", "bytes", "the other side asks for memory") \
	X(RDMA_DMA, "rdma_dma", 0, "address", "bytes", "an adapter moved bytes, or could not") \
	X(RDMA_RETIRE, "rdma_retire", 0, "queue pair", "number", "work is over") \
	X(RDMA_CQE, "rdma_cqe", 0, "queue pair", "status", "an adapter stored a completion")

/* With struct bp_nvmet_event. */
#define BP_EVENT_LIST_NVMET(X) \
	X(NVMET_REQ, "nvmet_req", 0, "step", "request", "a command in the target went a step further") \
	X(NVMET_CREDITS, "nvmet_credits", 0, "queue", "left", "a target's queue gave or got credits for sending") \
	X(NVMET_BIO, "nvmet_bio", 0, "request", "bytes", "the target submits a bio, or cannot build it")

#define BP_EVENT_LIST(X) \
	X(BIO_ALLOC, "bio_alloc", 0, "vectors", "", "a bio was allocated") \
	X(BIO_FREE, "bio_free", 0, "", "", "a bio was freed") \
	X(BIO_ADD, "bio_add", 0, "bytes", "joined", "data was added to a bio") \
	X(BIO_ROUND, "bio_round", 0, "bytes", "", "a bio gave back what is no whole logical block") \
	X(BIO_CLONE, "bio_clone", 0, "", "", "other was cloned into bio") \
	X(BIO_CHAIN, "bio_chain", 0, "", "", "other waits for bio") \
	X(BIO_ADVANCE, "bio_advance", 0, "bytes", "", "a bio moved on") \
	X(BIO_ENDIO, "bio_endio", 0, "status", "", "a part of a bio ended") \
	X(BIO_DONE, "bio_done", 0, "status", "", "the owner's end function runs") \
	X(BIO_COMPLETE, "bio_complete", 'C', "status", "", "a bio left the queue (trace completion)") \
	X(BIO_SUBMIT, "bio_submit", 0, "", "", "a bio was handed to generic_make_request") \
	X(BIO_REFUSED, "bio_refused", 0, "status", "", "a submission check ended a bio") \
	X(BIO_QUEUE, "bio_queue", 'Q', "", "", "a bio passed the checks") \
	X(BIO_REMAP, "bio_remap", 'A', "old sector", "old partition", "a partition was resolved") \
	X(BIO_BOUNCE, "bio_bounce", 'B', "pages", "", "other is the bounced clone of bio") \
	X(SPLIT_BEGIN, "split_begin", 0, "", "", "the splitter looks at a bio") \
	X(SPLIT, "split", 'X', "", "", "bio is the front, other the remainder") \
	X(SPLIT_END, "split_end", 0, "segments", "", "the splitter is done; bio is what goes on, other the remainder; cut without other: no memory, or its error") \
	X(COUNT, "count", 0, "segments", "", "segments were counted over a list of bios") \
	X(GETRQ, "getrq", 'G', "", "", "a bio got a request") \
	X(NO_REQUEST, "sleeprq", 'S', "", "", "no request was free") \
	X(MERGE_BEGIN, "merge_begin", 0, "type", "", "a bio is offered to a request") \
	X(MERGE_REFUSED, "merge_refused", 0, "value", "limit", "a merge was refused; the rule says why") \
	X(BACK_MERGE, "backmerge", 'M', "", "", "a bio joined a request at its end") \
	X(FRONT_MERGE, "frontmerge", 'F', "", "", "a bio joined a request at its start") \
	X(DISCARD_MERGE, "discardmerge", 'M', "", "", "a discard range joined a request") \
	X(MERGE_END, "merge_end", 0, "merged", "", "the offer is over") \
	X(RQ_MERGE_BEGIN, "rqmerge_begin", 0, "", "", "other_rq is offered to rq") \
	X(RQ_MERGE_END, "rqmerge_end", 0, "merged", "", "the offer is over") \
	X(PLUG, "plug", 'P', "", "", "the first request went on the plug list") \
	X(UNPLUG, "unplug", 'U', "requests", "explicit", "the plug list was flushed") \
	X(RQ_INSERT, "rq_insert", 'I', "", "", "a request went to a software queue or scheduler") \
	X(RQ_ISSUE, "rq_issue", 'D', "", "", "the driver started a request") \
	X(RQ_REQUEUE, "rq_requeue", 'R', "", "", "a request went back") \
	X(RQ_STATE, "rq_state", 0, "old", "new", "a request changed its state") \
	X(RQ_TAG, "rq_tag", 0, "tag", "taken", "a tag was taken or returned") \
	X(UPDATE_BEGIN, "update_begin", 0, "status", "bytes", "part of a request ended") \
	X(UPDATE_END, "update_end", 0, "more", "bytes", "the request was shortened") \
	X(RQ_COMPLETE, "rq_complete", 'C', "status", "bytes", "bytes of a request completed") \
	X(RQ_FREE, "rq_free", 0, "", "", "a request was freed") \
	X(MAP_BEGIN, "map_begin", 0, "", "", "a request is to become a scatterlist") \
	X(MAP_ENTRY, "map_entry", 0, "index", "joined", "a scatterlist entry was made or grown") \
	X(MAP_END, "map_end", 0, "entries", "", "the scatterlist is complete") \
	X(FLUSH_STEP, "flush_step", 0, "step", "", "a step of the flush sequence") \
	X(LIMIT_SET, "limit_set", 0, "setter", "value", "a limit of q was set") \
	X(INTEGRITY, "integrity", 0, "tuples", "generated", "protection was attached to a bio") \
	BP_EVENT_LIST_DMA(X) \
	BP_EVENT_LIST_P2P(X) \
	BP_EVENT_LIST_NVME(X) \
	BP_EVENT_LIST_RDMA(X) \
	BP_EVENT_LIST_NVMET(X)

/* clang-format on */

#endif
