/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The invariants of docs/spec/block.md 14, p2pdma.md E, nvme.md and rdma-nvmet.md F, one row each.
 * The checker, the command line and the documents read this table.
 *
 * X(symbol, id, weakest precondition, rules it rests on, the formula in words)
 *
 * Where a formula has a half that needs more than the row's precondition, the words say which.
 */
#ifndef BLKPATH_CHECK_LIST_H
#define BLKPATH_CHECK_LIST_H

/* clang-format off */

#define BP_INVARIANTS_ITER(X) \
	X(ITER_1, "INV-ITER-1", ANY, "R-ITER-2", \
	  "the lengths that a loop yields add up to bi_size at its start") \
	X(ITER_2, "INV-ITER-2", ANY, "R-ITER-2", \
	  "every loop yields the bytes of the vectors, in order") \
	X(ITER_3, "INV-ITER-3", ANY, "R-ITER-1", \
	  "a single-page view starts in its page and ends in it") \
	X(ITER_4, "INV-ITER-4", ANY, "R-ITER-3", \
	  "advancing by a, then by b, is advancing by a + b; the sector too when a is whole sectors") \
	X(ITER_5, "INV-ITER-5", ANY, "R-ITER-4", \
	  "while bytes are left, bi_bvec_done is less than the length of the vector") \
	X(ITER_6, "INV-ITER-6", ANY, "R-ITER-5", \
	  "bio_advance_iter moves bi_sector by the bytes in sectors, rounded down; bio_for_each_dvec leaves it") \
	X(ITER_7, "INV-ITER-7", ANY, "R-ITER-3", \
	  "a failed advance says false, empties the iterator, moves nothing else and warns once")

#define BP_INVARIANTS_BIO(X) \
	X(BIO_1, "INV-BIO-1", ANY, "R-ADD-5, R-ADD-6, R-ADD-8", \
	  "a bio filled by add functions alone: bi_size is the sum of its vector lengths modulo 2^32") \
	X(BIO_2, "INV-BIO-2", ANY, "R-ADD-1, R-ADD-7", \
	  "a bio has no more vectors than its table holds") \
	X(BIO_3, "INV-BIO-3", ANY, "R-BIO-7, R-MEM-3", \
	  "every bio is freed exactly once, no page reference goes below zero, all is returned at the end") \
	X(BIO_4, "INV-BIO-4", ANY, "R-SPL-1, R-SUB-9", \
	  "REQ_DMA_DIRECT is equal in a bio, its clones, fronts and remainders, and the request that holds it") \
	X(BIO_5, "INV-BIO-5", ANY, "R-ADD-8", \
	  "every vector of a direct bio is 1 to 2^31 - 1 bytes, whole sectors, below 2^64; their sum does not wrap")

#define BP_INVARIANTS_SPLIT(X) \
	X(SPLIT_1, "INV-SPLIT-1", ANY, "R-SPL-3", \
	  "the bytes of the front, then those of the remainder, are the bytes of the bio") \
	X(SPLIT_2, "INV-SPLIT-2", ANY, "R-SPL-3", \
	  "the front starts where the bio started, the remainder where the front ends") \
	X(SPLIT_3, "INV-SPLIT-3", ANY, "R-QSP-10, R-QSP-13, S1, S2", \
	  "the front is neither empty nor the whole bio; what goes on is within the size limit at its sector") \
	X(SPLIT_4, "INV-SPLIT-4", ANY, "R-QSP-11", \
	  "no more segments are reported than max_segments") \
	X(SPLIT_5, "INV-SPLIT-5", ANY, "R-QSP-10, S6", \
	  "the front is a multiple of the logical block; under v5.2 with PRE-A") \
	X(SPLIT_6, "INV-SPLIT-6", ANY, "R-REQ-5", \
	  "what goes on lies in one chunk") \
	X(SPLIT_7, "INV-SPLIT-7", ANY, "R-QSP-13.1, R-QSP-16", \
	  "no gap of the virtual boundary lies between two vectors of what goes on") \
	X(SPLIT_8, "INV-SPLIT-8", ANY, "R-QSP-13, S5, S6", \
	  "the front is as long as it may be: more breaks the size, the segments or the gap rule; under v5.2 with PRE-B") \
	X(SPLIT_9, "INV-SPLIT-9", ANY, "R-QSP-2", \
	  "splitting a front again does not split it; under PRE-A it reports the same segments") \
	X(SPLIT_10, "INV-SPLIT-10", ANY, "R-QSP-3, S6", \
	  "a bio becomes at most as many pieces as it has logical blocks; under v5.2 with PRE-A") \
	X(SPLIT_11, "INV-SPLIT-11", ANY, "R-QSP-2, R-CHN-1, G-12", \
	  "front: NOMERGE, CLONED, SEG_VALID where bios carry counts, private = remainder; remainder: CHAIN, QUEUE_ENTERED") \
	X(SPLIT_12, "INV-SPLIT-12", ANY, "R-VEC-3", \
	  "splitting changes nothing in the vector table") \
	X(SPLIT_13, "INV-SPLIT-13", ANY, "R-QSP-6", \
	  "a discard front is within the limit and ends on the discard granularity")

#define BP_INVARIANTS_CNT(X) \
	X(CNT_1, "INV-CNT-1", ANY, "R-CNT-1, S4, S9", \
	  "a piece has the segments that splitting reported, under PRE-B alone not more; a count follows the definition") \
	X(CNT_2, "INV-CNT-2", ANY, "R-CNT-1, R-CNT-2", \
	  "the count of a list of bios is the sum of their counts") \
	X(CNT_3, "INV-CNT-3", B, "R-QSP-11", \
	  "there is a segment for each vector touched and for each max_segment_size bytes") \
	X(CNT_4, "INV-CNT-4", ANY, "R-CNT-4", \
	  "counting twice gives the same number and moves neither bi_next nor bi_iter")

#define BP_INVARIANTS_MAP(X) \
	X(MAP_1, "INV-MAP-1", B, "R-MAP-5", \
	  "there are no more entries than segments were counted") \
	X(MAP_2, "INV-MAP-2", ANY, "R-MAP-6, 8.4", \
	  "the entries are as long as the request, with padding and drain") \
	X(MAP_3, "INV-MAP-3", ANY, "R-MAP-6, 8.4", \
	  "the bytes of the entries are the bytes of the request, in order") \
	X(MAP_4, "INV-MAP-4", B, "R-MAP-7, 8.4", \
	  "no entry of one vector crosses the segment boundary") \
	X(MAP_5, "INV-MAP-5", ANY, "R-MAP-6, R-MAP-7, 8.4", \
	  "no entry is longer than max_segment_size; for pages under PRE-B") \
	X(MAP_6, "INV-MAP-6", A, "R-QSP-16, R-MGE-8", \
	  "bios that passed the splitter leave no gap of the virtual boundary between entries") \
	X(MAP_7, "INV-MAP-7", ANY, "R-MAP-7", \
	  "the offset of a page entry lies in its page") \
	X(MAP_8, "INV-MAP-8", ANY, "R-MAP-5", \
	  "END is on the last entry alone, and the list is as long as was returned") \
	X(MAP_9, "INV-MAP-9", ANY, "8.2", \
	  "mapping a request twice into one table gives the same list") \
	X(MAP_10, "INV-MAP-10", ANY, "R-MRG-1", \
	  "an entry of several vectors does not cross the boundary, the default one included")

#define BP_INVARIANTS_MERGE(X) \
	X(MERGE_1, "INV-MERGE-1", ANY, "R-MGE-9", \
	  "__data_len is the sum of bi_size over the request's bios") \
	X(MERGE_2, "INV-MERGE-2", ANY, "R-MGE-3", \
	  "a request starts at its first bio, and each bio where the one before it ends") \
	X(MERGE_3, "INV-MERGE-3", ANY, "R-MGE-6, R-MGE-10", \
	  "a merged request has no more segments than the queue allows") \
	X(MERGE_4, "INV-MERGE-4", ANY, "R-MGE-4, R-REQ-6", \
	  "a merged request is no longer than the queue allows at its sector") \
	X(MERGE_5, "INV-MERGE-5", ANY, "R-MGE-2", \
	  "the bios of a request agree in op, disk, write hint and ioprio; a direct one is alone") \
	X(MERGE_6, "INV-MERGE-6", ANY, "R-MGE-7", \
	  "a refused merge changes nothing but REQ_NOMERGE, last_merge and nr_integrity_segments") \
	X(MERGE_7, "INV-MERGE-7", ANY, "R-MGE-6", \
	  "a whole data request not yet started counts the segments of its bios, or those reported beside them") \
	X(MERGE_8, "INV-MERGE-8", ANY, "R-MGE-9", \
	  "a back merge adds at the tail, a front merge at the head; no bio is in two requests")

#define BP_INVARIANTS_REQ(X) \
	X(REQ_1, "INV-REQ-1", ANY, "R-END-2", \
	  "bytes ended and __data_len make the old length; __sector moved by the bytes ended") \
	X(REQ_2, "INV-REQ-2", ANY, "R-END-2", \
	  "ending all bytes of a request leaves nothing but bios of no bytes") \
	X(REQ_3, "INV-REQ-3", ANY, "R-SUB-11, R-END-5", \
	  "states go IDLE, IN_FLIGHT, COMPLETE, IDLE; a tag is held by one request at a time")

#define BP_INVARIANTS_CHAIN(X) \
	X(CHAIN_1, "INV-CHAIN-1", ANY, "R-CHN-2", \
	  "the owner's bi_end_io runs once per submitted bio, after every front of it ended") \
	X(CHAIN_2, "INV-CHAIN-2", ANY, "R-CHN-1", \
	  "__bi_remaining is the number of unfinished children, plus one while the own part has not ended") \
	X(CHAIN_3, "INV-CHAIN-3", ANY, "R-CHN-3", \
	  "the final status is an error exactly when a part failed, and the one of R-CHN-3") \
	X(CHAIN_4, "INV-CHAIN-4", ANY, "R-CHN-2", \
	  "BIO_CHAIN is clear after the last completion, and every front was freed by its own") \
	X(CHAIN_5, "INV-CHAIN-5", ANY, "R-CHN-2", \
	  "k pieces need k - 1 chain completions, none nested in another")

#define BP_INVARIANTS_LIM(X) \
	X(LIM_1, "INV-LIM-1", ANY, "5.2", \
	  "after a block-size setter: logical block <= physical block <= io_min") \
	X(LIM_2, "INV-LIM-2", ANY, "5.2", \
	  "after blk_queue_max_hw_sectors: it is at least 8 and max_sectors at most it and 2560") \
	X(LIM_3, "INV-LIM-3", ANY, "5.3", \
	  "stacking weakens no limit, and block sizes only grow") \
	X(LIM_4, "INV-LIM-4", ANY, "5.3", \
	  "stacking the same bottom twice is stacking it once")

#define BP_INVARIANTS_DIR(X) \
	X(DIR_1, "INV-DIR-1", ANY, "R-BNC-1, R-INT-1", \
	  "a direct bio is never bounced and never gets protection") \
	X(DIR_2, "INV-DIR-2", ANY, "R-MEM-5, 4.6", \
	  "no page descriptor is touched on the direct path") \
	X(DIR_3, "INV-DIR-3", A, "R-QSP-14", \
	  "a direct bio splits as the page bio with the same addresses") \
	X(DIR_4, "INV-DIR-4", ANY, "8.4", \
	  "every entry of a direct request has a DMA address and length") \
	X(DIR_5, "INV-DIR-5", ANY, "R-SUB-2", \
	  "a direct bio is only ever on a queue that takes it, and never a WRITE_SAME")

#define BP_INVARIANTS_DMA(X) \
	X(DMA_1, "INV-DMA-1", ANY, "P2P-C1.4, C3.1, C3.4", \
	  "in the direct mode an address leads back to its buffer, and the device reaches its last byte") \
	X(DMA_2, "INV-DMA-2", ANY, "P2P-C5.3, C5.4, A4.2", \
	  "I/O addresses in use are disjoint, not 0, below the limit, and none is reserved or a bus address of the hierarchy") \
	X(DMA_3, "INV-DMA-3", ANY, "P2P-C2.3, C5.7", \
	  "the entries that came back, read as the device reads them, are the bytes of the list in order") \
	X(DMA_4, "INV-DMA-4", ANY, "P2P-C5.7", \
	  "merging: no entry is longer than the device takes or crosses its boundary, if none did before") \
	X(DMA_5, "INV-DMA-5", ANY, "P2P-C2.2, C5.7", \
	  "merging returns at most as many entries as went in, every other way exactly as many") \
	X(DMA_6, "INV-DMA-6", ANY, "P2P-C5.7", \
	  "the lengths of the entries that came back add up to the lengths of the list") \
	X(DMA_7, "INV-DMA-7", ANY, "P2P-C7.4 to C7.9, C7.14", \
	  "every mapping ends exactly once, by the matching call with the same numbers, before the driver goes") \
	X(DMA_8, "INV-DMA-8", ANY, "P2P-C4.4", \
	  "through slots: the buffer gets what the device wrote when it is unmapped or synced, and nothing else") \
	X(DMA_9, "INV-DMA-9", ANY, "P2P-C4.2, C4.3", \
	  "the slots in use are those of the bounced mappings alive; none at the end") \
	X(DMA_10, "INV-DMA-10", ANY, "P2P-C7.18", \
	  "a device uses what is mapped for it, and what is unmapped leads nowhere") \
	X(DMA_11, "INV-DMA-11", ANY, "P2P-C2.2", \
	  "a list that could not be mapped is as it was, and holds nothing") \
	X(DMA_12, "INV-DMA-12", ANY, "P2P-C7.18", \
	  "no address that was made for one device is used by another") \
	X(DMA_13, "INV-DMA-13", ANY, "P2P-C4.3", \
	  "an address has the low bits of its buffer that the device asks for")

#define BP_INVARIANTS_P2P(X) \
	X(PCI_2, "INV-PCI-2", ANY, "P2P-A3.3", \
	  "the bus address of a BAR is its CPU address less the offset of the host bridge's window") \
	X(P2P_1, "INV-P2P-1", ANY, "P2P-B4.1 to B4.7, B5.3", \
	  "a distance is the number of the tree, the same from either end, and no kernel refuses a way that nothing redirects") \
	X(P2P_2, "INV-P2P-2", ANY, "P2P-B4.6", \
	  "a function is 0 from itself, or its own ACS redirects") \
	X(P2P_3, "INV-P2P-3", ANY, "P2P-B4.5", \
	  "a distance below that of host bridges says that the way stays below the common element") \
	X(P2P_4, "INV-P2P-4", ANY, "P2P-B6.3", \
	  "nobody who publishes is nearer than who is found, and that one alone has one reference more") \
	X(P2P_5, "INV-P2P-5", ANY, "P2P-B12.4", \
	  "allocations from one device are disjoint, for the CPU and on the bus") \
	X(P2P_6, "INV-P2P-6", ANY, "P2P-B2.1, B8.1", \
	  "what is given out lies in one BAR, and its bytes follow each other on the bus") \
	X(P2P_7, "INV-P2P-7", ANY, "P2P-B7.1, B7.2, B12.6", \
	  "there is a reference for each allocation, which ends with the size that it began with") \
	X(P2P_8, "INV-P2P-8", ANY, "P2P-B16.1", \
	  "a request in flight uses memory that is allocated as long as it is in flight") \
	X(P2P_9, "INV-P2P-9", ANY, "P2P-B3.2", \
	  "the CPU's mapping of what is allocated is valid") \
	X(P2P_10, "INV-P2P-10", ANY, "P2P-B3.2, B14.2", \
	  "when the driver is gone, so are state, allocations, files, references and pool") \
	X(P2P_11, "INV-P2P-11", ANY, "P2P-B12.10", \
	  "the bytes of the pool that are not available are those of the allocations, in whole pages") \
	X(P2P_12, "INV-P2P-12", ANY, "P2P-B9.2", \
	  "a list gets the addresses that pci_p2pmem_virt_to_bus() gives for the same bytes") \
	X(P2P_15, "INV-P2P-15", ANY, "P2P-B8.3", \
	  "what a client is told is the bus address of the same byte on the client's hierarchy") \
	X(P2P_16, "INV-P2P-16", ANY, "P2P-B2.10", \
	  "memory that is published has bytes")

#define BP_INVARIANTS_NVME(X) \
	X(NVME_1, "INV-NVME-1", ANY, "NVH-14, NVH-17", \
	  "PRP1 is dword aligned, every other PRP begins a page") \
	X(NVME_2, "INV-NVME-2", ANY, "NVH-18", \
	  "PRP2 is 0 exactly when the transfer lies in one page") \
	X(NVME_3, "INV-NVME-3", ANY, "NVH-18", \
	  "PRP2 is a data page when the transfer touches two pages, a list when it touches more") \
	X(NVME_4, "INV-NVME-4", ANY, "NVH-18", \
	  "lists are as many and as full as the closed form says") \
	X(NVME_5, "INV-NVME-5", ANY, "NVH-1, NVH-2", \
	  "short lists come from the small pool, and npages says so") \
	X(NVME_6, "INV-NVME-6", ANY, "NVH-7, NVH-17, NVH-21", \
	  "payload, list, data pointer and announced blocks are the same number of bytes") \
	X(NVME_7, "INV-NVME-7", ANY, "NVC-20, NVC-21", \
	  "the data pointer leads to the bytes of the list, in their order") \
	X(NVME_8, "INV-NVME-8", ANY, "NVH-10, NVH-12, NVH-16", \
	  "PRPs and SGLs are chosen by the rule; the admin queue has PRPs") \
	X(NVME_9, "INV-NVME-9", ANY, "NVH-13, NVH-23", \
	  "a data pointer leads into mappings alive with a direction that fits, or into what the direct bios carry") \
	X(NVME_10, "INV-NVME-10", ANY, "NVH-23", \
	  "mappings and their ends are pairs; a request has one mapping") \
	X(NVME_11, "INV-NVME-11", ANY, "NVH-13", \
	  "no call of the DMA API is made for data of a direct request") \
	X(NVME_12, "INV-NVME-12", ANY, "NVH-21, NVH-22", \
	  "segments have as many descriptors as announced, and lead on exactly when they say so") \
	X(NVME_13, "INV-NVME-13", ANY, "NVH-23", \
	  "without a request no list and no element is taken") \
	X(NVME_14, "INV-NVME-14", ANY, "NVH-32", \
	  "no two commands under way have one number, and a completion ends a command under way") \
	X(NVME_15, "INV-NVME-15", ANY, "NVC-10", \
	  "doorbells move forward, never past what the other side did") \
	X(NVME_16, "INV-NVME-16", ANY, "NVC-13, NVH-31", \
	  "a slot is written when it was given back, and read when it has the phase of the pass") \
	X(NVME_17, "INV-NVME-17", ANY, "NVC-13", \
	  "the phase turns with each pass over a completion queue") \
	X(NVME_18, "INV-NVME-18", ANY, "NVC-13", \
	  "a completion says how far the controller has fetched") \
	X(NVME_19, "INV-NVME-19", ANY, "NVC-31", \
	  "a controller touches what the command gave it, in the direction of its purpose") \
	X(NVME_20, "INV-NVME-20", ANY, "NVC-20", \
	  "a controller reads as much of a list as it needs") \
	X(NVME_21, "INV-NVME-21", ANY, "NVC-31, NVC-33", \
	  "no access to the own BAR 0 or to what is mapped no more is performed") \
	X(NVME_22, "INV-NVME-22", ANY, "NVC-4, NVC-7, NVC-16", \
	  "a controller that is not ready, and a queue that is gone, do nothing") \
	X(NVME_23, "INV-NVME-23", ANY, "NVC-23", \
	  "a command that is refused moves no byte") \
	X(NVME_24, "INV-NVME-24", ANY, "NVH-35", \
	  "a request is submitted six times at most, and never again after DNR or with failfast") \
	X(NVME_25, "INV-NVME-25", ANY, "NVH-34", \
	  "a request ends with what its last status stands for") \
	X(NVME_26, "INV-NVME-26", ANY, "NVH-38", \
	  "payload and segments are within the limits of the controller") \
	X(NVME_27, "INV-NVME-27", ANY, "NVH-10, NVH-13", \
	  "mapped entries are no more than entries, these no more than segments") \
	X(NVME_28, "INV-NVME-28", ANY, "NVH-26", \
	  "a doorbell says how many commands there are, and none is left untold") \
	X(NVME_29, "INV-NVME-29", ANY, "NVH-19", \
	  "a list that PRPs are built from has gaps nowhere inside") \
	X(NVME_31, "INV-NVME-31", ANY, "NVM-1", \
	  "of memory that a controller lends, what is not available is allocated, in whole pages") \
	X(NVME_32, "INV-NVME-32", ANY, "NVM-1, NVM-4", \
	  "controller memory lies in its BAR and is used as its capabilities allow") \
	X(NVME_33, "INV-NVME-33", ANY, "NVC-27", \
	  "requests for events are as few as allowed, and a type is told once until its log is read")

#define BP_INVARIANTS_RDMA(X) \
	X(RDMA_1, "INV-RDMA-1", ANY, "R-A5.1, R-A8.1", \
	  "work that was accepted ends exactly once; when a queue pair is gone none is pending") \
	X(RDMA_2, "INV-RDMA-2", ANY, "R-A7.2, R-A8.1", \
	  "completions come in the order of the posts; after the first bad one of a queue pair all others are flushed") \
	X(RDMA_3, "INV-RDMA-3", ANY, "R-A6.2, R-A6.5", \
	  "queues hold no more work than they have slots, completion queues no more completions than entries") \
	X(RDMA_4, "INV-RDMA-4", ANY, "R-A6.2", \
	  "work has no more entries than its queue and its opcode allow") \
	X(RDMA_5, "INV-RDMA-5", ANY, "R-A7.5", \
	  "a READ or WRITE moves exactly the bytes of its entries, here and from its remote address on, and none outside") \
	X(RDMA_6, "INV-RDMA-6", ANY, "R-A3.6, R-A3.7", \
	  "no byte is moved for the other side unless key, domain, right, state and range were good at that moment") \
	X(RDMA_7, "INV-RDMA-7", ANY, "R-A3.8 to R-A3.10", \
	  "a region is valid from its registration to its invalidation, stays the same meanwhile, and has another key each time") \
	X(RDMA_8, "INV-RDMA-8", ANY, "R-B4.1", \
	  "who uses a region next knows whether the adapter will find it valid") \
	X(RDMA_9, "INV-RDMA-9", ANY, "R-B3.3", \
	  "READs and WRITEs of a context have all bytes of its input, each behind the one before") \
	X(RDMA_10, "INV-RDMA-10", ANY, "R-B3.3, R-B7.1", \
	  "a preparation returns how many work requests are taken") \
	X(RDMA_11, "INV-RDMA-11", ANY, "R-B4.3, R-B4.4", \
	  "of the chain that is taken only the last work request is signalled") \
	X(RDMA_12, "INV-RDMA-12", ANY, "R-B5.1, R-B5.4", \
	  "regions that are out of their pool are those of the contexts alive; none when the queue pair is gone") \
	X(RDMA_13, "INV-RDMA-13", ANY, "R-B3.1, R-B3.4, R-B5.2", \
	  "a list is unmapped once, as it was mapped; for a DMA address nothing is mapped") \
	X(RDMA_14, "INV-RDMA-14", ANY, "R-B5.3", \
	  "a context is destroyed once, and not while its work is under way") \
	X(RDMA_15, "INV-RDMA-15", ANY, "R-A9.1, R-A9.3", \
	  "bytes under the DMA key are in RAM or in one BAR; those of peer-to-peer memory in one allocation") \
	X(RDMA_16, "INV-RDMA-16", ANY, "R-A7.3", \
	  "no more READs are under way than the queue pair may have") \
	X(RDMA_17, "INV-RDMA-17", ANY, "R-B3.3, R-A4.3", \
	  "a region has as many pages as its bytes need, and rdma_rw's have at most 256") \
	X(RDMA_18, "INV-RDMA-18", ANY, "R-A5.1", \
	  "a queue pair goes from state to state as allowed") \
	X(RDMA_19, "INV-RDMA-19", ANY, "R-B3.3, R-B7.1", \
	  "what can be prepared is not refused with -EINVAL: a list of whole pages, a range of one pool")

#define BP_INVARIANTS_NVMET(X) \
	X(NVMET_1, "INV-NVMET-1", ANY, "R-C5.1, R-C5.8", \
	  "a command gets one response, or none when its data could not be fetched; none waits for ever") \
	X(NVMET_2, "INV-NVMET-2", ANY, "R-C5.6, R-C5.9", \
	  "credits are given back as they were taken, and are never below 0 or above the send queue") \
	X(NVMET_3, "INV-NVMET-3", ANY, "R-C5.6", \
	  "no more work is in the send queue than is paid for") \
	X(NVMET_4, "INV-NVMET-4", ANY, "R-C1.4", \
	  "a command runs only when its two lengths are equal") \
	X(NVMET_5, "INV-NVMET-5", ANY, "R-C1.7, R-C1.8", \
	  "data has one kind of buffer, from its mapping to its release") \
	X(NVMET_6, "INV-NVMET-6", ANY, "R-C1.7, R-C1.8", \
	  "peer-to-peer memory goes back as it was allocated") \
	X(NVMET_7, "INV-NVMET-7", ANY, "R-C1.7, R-C2.3", \
	  "peer-to-peer memory is that of the controller's map, held, and only for reads and writes of I/O queues") \
	X(NVMET_8, "INV-NVMET-8", ANY, "R-C3.1, R-C3.3", \
	  "a dma-direct bio has all bytes of its command, at its sector, on a queue that takes it") \
	X(NVMET_9, "INV-NVMET-9", ANY, "R-C3.2", \
	  "the bios of a command follow each other without a gap and have all its bytes; the first one ends it") \
	X(NVMET_10, "INV-NVMET-10", ANY, "R-C1.5", \
	  "a command gets one status") \
	X(NVMET_11, "INV-NVMET-11", ANY, "R-C1.5", \
	  "the head in responses advances by one with each") \
	X(NVMET_12, "INV-NVMET-12", ANY, "R-C5.8", \
	  "data goes before the response when all is well, and only then") \
	X(NVMET_13, "INV-NVMET-13", ANY, "R-C5.8", \
	  "a receive is posted before the response") \
	X(NVMET_14, "INV-NVMET-14", ANY, "R-C5.3, R-C5.8", \
	  "a response invalidates the command's key when that was asked for, and only then") \
	X(NVMET_18, "INV-NVMET-18", ANY, "R-C5.9", \
	  "peer-to-peer memory is not free before the response was sent") \
	X(NVMET_19, "INV-NVMET-19", ANY, "R-C3.8", \
	  "the status is that of the first bio, as the table has it") \
	X(NVMET_20, "INV-NVMET-20", ANY, "R-C5.6, R-C5.10", \
	  "a command that waits for credits has none") \
	X(NVMET_21, "INV-NVMET-21", ANY, "R-C5.5", \
	  "the number of work requests is kept as it was told") \
	X(NVMET_22, "INV-NVMET-22", ANY, "R-C2.6", \
	  "dma-direct bios and others are never in one request") \
	X(NVMET_23, "INV-NVMET-23", ANY, "R-C3.8", \
	  "a read or write is an invalid opcode only when the disk says so")

/* clang-format on */

#define BP_INVARIANTS(X)                                                                           \
	BP_INVARIANTS_ITER(X)                                                                      \
	BP_INVARIANTS_BIO(X)                                                                       \
	BP_INVARIANTS_SPLIT(X)                                                                     \
	BP_INVARIANTS_CNT(X)                                                                       \
	BP_INVARIANTS_MAP(X)                                                                       \
	BP_INVARIANTS_MERGE(X)                                                                     \
	BP_INVARIANTS_REQ(X)                                                                       \
	BP_INVARIANTS_CHAIN(X)                                                                     \
	BP_INVARIANTS_LIM(X)                                                                       \
	BP_INVARIANTS_DIR(X)                                                                       \
	BP_INVARIANTS_DMA(X)                                                                       \
	BP_INVARIANTS_P2P(X)                                                                       \
	BP_INVARIANTS_NVME(X)                                                                      \
	BP_INVARIANTS_RDMA(X)                                                                      \
	BP_INVARIANTS_NVMET(X)

#endif
