/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one table of defects and quirks (docs/spec/defects.md).  Code, command line and documents
 * read it; nothing else names a defect's patch, sentence or catcher.
 *
 * X(symbol, id, origin, patch, document, rule, sentence, caught by)
 */
#ifndef BLKPATH_DEFECT_LIST_H
#define BLKPATH_DEFECT_LIST_H

/* clang-format off */

/* Defects: off by default (mode C); all of them on is mode P. */
#define BP_DEFECT_LIST(X) \
	X(DEF_2, "DEF-2", BP_ORIGIN_RFC, "15", "block.md", "R-CNT-1", \
	  "Counting uses the page form for direct bios and the DMA form for page bios.", \
	  "INV-CNT-1") \
	X(DEF_3, "DEF-3", BP_ORIGIN_RFC, "10, 13, 14", "block.md", "R-QSP-8, -9, -11, -13; the mapping too while DEF-4 is off", \
	  "DMA addresses are cut to 32 bits while splitting and counting.", \
	  "INV-CNT-1, INV-MAP-4") \
	X(DEF_4, "DEF-4", BP_ORIGIN_RFC, "16", "block.md", "8.4", \
	  "Pieces are cut by the distance from the vector start instead of the address.", \
	  "INV-MAP-4, INV-MAP-1") \
	X(DEF_5, "DEF-5", BP_ORIGIN_RFC, "16", "block.md", "8.4", \
	  "Joining grows length, not dma_length: bytes vanish from the list.", \
	  "INV-MAP-2, INV-MAP-3; on NVMe INV-NVME-6") \
	X(DEF_6, "DEF-6", BP_ORIGIN_RFC, "8", "block.md", "R-MRG-1", \
	  "32-bit narrowing makes addresses 4 GiB apart look adjacent (32-bit build; on 64 bit the switch narrows on purpose).", \
	  "INV-MAP-3") \
	X(DEF_7, "DEF-7", BP_ORIGIN_RFC, "3", "block.md", "4.6", \
	  "bio_check_pages_dirty returns without its bio_put.", \
	  "INV-BIO-3") \
	X(DEF_8, "DEF-8", BP_ORIGIN_RFC, "3", "block.md", "4.6, R-HLP-2", \
	  "bio_list_copy_data never ends with a direct bio.", \
	  "no-progress report (block R-ITER-6)") \
	X(DEF_9, "DEF-9", BP_ORIGIN_RFC, "3", "block.md", "4.6, R-ADD-4", \
	  "__bio_add_page and bio_get_pages warn about a direct bio and go on.", \
	  "INV-DIR-2") \
	X(DEF_10, "DEF-10", BP_ORIGIN_RFC, "17", "block.md", "R-SUB-2, R-QFL-3", \
	  "A direct bio may be submitted to a queue without the flag.", \
	  "INV-DIR-5, INV-NVMET-8") \
	X(DEF_11, "DEF-11", BP_ORIGIN_RFC, "18", "block.md", "R-ADD-8", \
	  "bio_add_dma_addr accepts empty, odd, huge and wrapping ranges.", \
	  "INV-BIO-5; length 0: no-progress report; odd length: INV-SPLIT-3") \
	X(DEF_12, "DEF-12", BP_ORIGIN_RFC, "1, 16", "block.md", "R-SUB-9", \
	  "Passthrough requests do not inherit REQ_DMA_DIRECT.", \
	  "INV-BIO-4, INV-DIR-2") \
	X(DEF_13, "DEF-13", BP_ORIGIN_RFC, "18", "block.md", "R-ADD-8 step 4, R-ADD-9", \
	  "Adding to a clone overwrites its parent's vector table.", \
	  "INV-BIO-1 (of the parent)") \
	X(DEF_14, "DEF-14", BP_ORIGIN_RFC, "16", "block.md", "R-MAP-1", \
	  "A direct WRITE_SAME takes the page branch of the mapping.", \
	  "INV-DIR-4, INV-DIR-5") \
	X(DEF_NVME_1, "DEF-NVME-1", BP_ORIGIN_RFC, "19 (only in the state \"19 without 23\")", "nvme.md", "NVH-11", \
	  "The P2P page test looks at a page that a direct entry does not have.", \
	  "INV-DIR-2") \
	X(DEF_NVME_2, "DEF-NVME-2", BP_ORIGIN_RFC, "19, 23", "nvme.md", "NVH-12", \
	  "The special payload of a direct discard is never mapped: the device gets address 0.", \
	  "INV-NVME-6, -7, -8, -9, -11, -21, -29, INV-DMA-10") \
	X(DEF_NVME_4, "DEF-NVME-4", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-14", \
	  "Two-page PRP uses the unreduced vector offset, not the DMA address.", \
	  "INV-NVME-1, -2, -3, -7") \
	X(DEF_NVME_5, "DEF-NVME-5", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-3", \
	  "The mempool element is 16 bytes short for three list pointers behind 127 entries.", \
	  "bounds check of the element (address sanitizer)") \
	X(DEF_NVME_6, "DEF-NVME-6", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-17, -20", \
	  "PRPs are built without a check of the list's layout: wrong PRP2, or offsets that only the controller refuses.", \
	  "INV-NVME-1, -7, -9, -29, INV-DMA-10") \
	X(DEF_NVME_7, "DEF-NVME-7", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-22", \
	  "256 SGL entries are announced as Segment; link lengths miss the moved descriptor.", \
	  "INV-NVME-12; behind a link INV-NVME-6, -7") \
	X(DEF_NVME_8, "DEF-NVME-8", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-10, -23", \
	  "The failure exit unmaps what was never mapped.", \
	  "INV-NVME-10, INV-DMA-7") \
	X(DEF_NVME_9, "DEF-NVME-9", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-24", \
	  "PI check and freeing before unmapping; metadata unmapped with the wrong direction.", \
	  "INV-NVME-10, INV-DMA-7") \
	X(DEF_NVME_10, "DEF-NVME-10", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-38", \
	  "The MDTS shift overflows 32 bits.", \
	  "INV-NVME-26; undefined-behaviour sanitizer") \
	X(DEF_NVME_11, "DEF-NVME-11", BP_ORIGIN_BASE, "base", "nvme.md", "NVH-32", \
	  "Only the range of a CQE's CID is checked.", \
	  "INV-NVME-14") \
	X(DEF_NVME_13, "DEF-NVME-13", BP_ORIGIN_RFC, "19, 23", "nvme.md", "DEF-NVME-13", \
	  "The bad-SG dump computes a physical address from a page that is not there.", \
	  "INV-DIR-2") \
	X(DEF_NVME_14, "DEF-NVME-14", BP_ORIGIN_BASE, "base", "nvme.md", "NVM-4", \
	  "Bus address 0 of a queue in the CMB is taken for a failed allocation; the memory leaks.", \
	  "INV-NVME-31, INV-P2P-11") \
	X(DEF_P2P_1, "DEF-P2P-1", BP_ORIGIN_RFC, "27", "p2pdma.md", "B14.2", \
	  "A failing setup never exits the reference it initialised.", \
	  "INV-P2P-10 (under fault injection)") \
	X(DEF_P2P_2, "DEF-P2P-2", BP_ORIGIN_RFC, "27", "p2pdma.md", "B3.4", \
	  "Unbind removes the CPU mapping before it waits for the users.", \
	  "INV-P2P-9") \
	X(DEF_P2P_3, "DEF-P2P-3", BP_ORIGIN_RFC, "27", "p2pdma.md", "B14.1", \
	  "Overlapping ranges can be added: two allocations with one bus address.", \
	  "INV-P2P-5") \
	X(DEF_P2P_5, "DEF-P2P-5", BP_ORIGIN_RFC, "27", "p2pdma.md", "B14.1, B16.3", \
	  "Write-combining mapping without a flush before the device is told (needs the WC model).", \
	  "comparison of what the CPU stored with what the device read") \
	X(DEF_P2P_6, "DEF-P2P-6", BP_ORIGIN_RFC, "26", "p2pdma.md", "B9.1, B5.2", \
	  "The mapping-time refusal of software RDMA devices is gone.", \
	  "INV-RDMA-15") \
	X(DEF_P2P_9, "DEF-P2P-9", BP_ORIGIN_BASE, "base", "p2pdma.md", "B9.3", \
	  "pci_p2pdma_map_sg subtracts the bus offset instead of adding it.", \
	  "INV-P2P-12, INV-P2P-15") \
	X(DEF_P2P_10, "DEF-P2P-10", BP_ORIGIN_BASE, "base", "p2pdma.md", "B4.7, B4.9", \
	  "Whitelisted pairs get raw bus addresses through the root complex, IOMMU and offsets unseen.", \
	  "INV-P2P-15; faults of A7.4") \
	X(DEF_P2P_11, "DEF-P2P-11", BP_ORIGIN_BASE, "base", "p2pdma.md", "B2.2", \
	  "size + offset may wrap in pci_p2pdma_add_resource.", \
	  "INV-P2P-6") \
	X(DEF_P2P_12, "DEF-P2P-12", BP_ORIGIN_BASE, "base", "p2pdma.md", "B13.2", \
	  "The sysfs files read a pointer that unbind has cleared.", \
	  "null-pointer report") \
	X(DEF_P2P_13, "DEF-P2P-13", BP_ORIGIN_BASE, "base", "p2pdma.md", "B2.10", \
	  "A provider with an empty pool can be published.", \
	  "INV-P2P-16") \
	X(DEF_P2P_14, "DEF-P2P-14", BP_ORIGIN_BASE, "base", "p2pdma.md", "B12.7", \
	  "Freeing with another size than allocated goes unnoticed.", \
	  "INV-P2P-7") \
	X(DEF_P2P_15, "DEF-P2P-15", BP_ORIGIN_RFC, "RFC as a whole", "p2pdma.md", "B8.3", \
	  "One bus address is used for two clients that may sit in different bus spaces.", \
	  "INV-P2P-15, INV-DMA-12") \
	X(DEF_P2P_16, "DEF-P2P-16", BP_ORIGIN_RFC, "RFC as a whole", "p2pdma.md", "B7", \
	  "A request in flight holds no reference on the P2P memory it uses.", \
	  "INV-P2P-8") \
	X(DEF_DMA_1, "DEF-DMA-1", BP_ORIGIN_BASE, "base", "p2pdma.md", "C4.3", \
	  "A bounce buffer does not keep the offset in the page.", \
	  "INV-DMA-13, INV-NVME-29") \
	X(DEF_DMA_2, "DEF-DMA-2", BP_ORIGIN_BASE, "base", "p2pdma.md", "C4.4", \
	  "A partly written bounce slot copies stale bytes over the rest of the buffer.", \
	  "INV-DMA-8") \
	X(DEF_DMA_3, "DEF-DMA-3", BP_ORIGIN_BASE, "base", "p2pdma.md", "C5.7 step 6", \
	  "The length test of IOMMU merging wraps at 4 GiB.", \
	  "INV-DMA-6") \
	X(DEF_RDMA_1, "DEF-RDMA-1", BP_ORIGIN_RFC, "20", "rdma-nvmet.md", "R-B7.1", \
	  "The one-entry list of rdma_rw_ctx_dma_init is not initialised.", \
	  "read-before-write check (memory sanitizer) in the MR kind") \
	X(DEF_RDMA_2, "DEF-RDMA-2", BP_ORIGIN_RFC, "20", "rdma-nvmet.md", "R-B7.1, R-B3", \
	  "One MR must hold a whole direct range, so more than P pages fail.", \
	  "INV-RDMA-19") \
	X(DEF_RDMA_3, "DEF-RDMA-3", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-B3", \
	  "The same for lists with entries longer than a page.", \
	  "INV-RDMA-19") \
	X(DEF_RDMA_4, "DEF-RDMA-4", BP_ORIGIN_RFC, "20", "rdma-nvmet.md", "R-B7.1", \
	  "No check of the address or of the device (bus address 0, all ones, foreign range).", \
	  "INV-RDMA-15; of RAM INV-DMA-10") \
	X(DEF_RDMA_5, "DEF-RDMA-5", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-B3.4", \
	  "The error path unmaps the wrong entries, and P2P pages.", \
	  "INV-RDMA-13, INV-DMA-7") \
	X(DEF_RDMA_6, "DEF-RDMA-6", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-B3.2", \
	  "The offset loop can walk off the list.", \
	  "end-of-list report of the scatterlist walk") \
	X(DEF_RDMA_7, "DEF-RDMA-7", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-B4.1", \
	  "READ_WITH_INV names the key from before its increment.", \
	  "INV-RDMA-8") \
	X(DEF_NVMET_1, "DEF-NVMET-1", BP_ORIGIN_RFC, "22", "rdma-nvmet.md", "R-C1.1", \
	  "sg and p2p_dma_buf share storage and are told apart by comparing pointers.", \
	  "INV-NVMET-5, INV-NVMET-6, the deadlock detector") \
	X(DEF_NVMET_2, "DEF-NVMET-2", BP_ORIGIN_RFC, "22", "rdma-nvmet.md", "R-C5.5, R-C1.8", \
	  "A failed context init makes the P2P free run with size 0: the block leaks.", \
	  "INV-NVMET-6, the deadlock detector") \
	X(DEF_NVMET_3, "DEF-NVMET-3", BP_ORIGIN_RFC, "22", "rdma-nvmet.md", "R-C3.5", \
	  "DSM ranges placed in P2P memory cannot be read.", \
	  "INV-NVMET-7") \
	X(DEF_NVMET_4, "DEF-NVMET-4", BP_ORIGIN_RFC, "22", "rdma-nvmet.md", "R-C3.3", \
	  "The result of pci_p2pmem_virt_to_bus is unchecked and computed twice.", \
	  "INV-RDMA-15") \
	X(DEF_NVMET_5, "DEF-NVMET-5", BP_ORIGIN_RFC, "22", "rdma-nvmet.md", "R-C3.3", \
	  "A bio that cannot be built is reported to the host as an invalid opcode.", \
	  "INV-NVMET-23") \
	X(DEF_NVMET_6, "DEF-NVMET-6", BP_ORIGIN_RFC, "22", "rdma-nvmet.md", "R-C1.2", \
	  "p2p_dev is not reset by request init.", \
	  "INV-NVMET-7 (with a path that skips the free)") \
	X(DEF_NVMET_7, "DEF-NVMET-7", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-C5.6, R-C5.9", \
	  "Requests that failed early return credits they never took.", \
	  "INV-NVMET-2, INV-NVMET-3") \
	X(DEF_NVMET_8, "DEF-NVMET-8", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-C5.4", \
	  "The in-capsule page count ignores the offset.", \
	  "INV-NVMET-9, INV-NVMET-17") \
	X(DEF_NVMET_9, "DEF-NVMET-9", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-C5.6", \
	  "A command that needs more credits than exist waits for ever.", \
	  "the deadlock detector") \
	X(DEF_NVMET_10, "DEF-NVMET-10", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-C5.5", \
	  "n_rdma has 8 bits.", \
	  "INV-NVMET-3, INV-NVMET-21") \
	X(DEF_NVMET_12, "DEF-NVMET-12", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "E2", \
	  "Pages are mapped for the HCA before the disk fills them, without a sync between.", \
	  "INV-NVMET-17 (with bounce buffers)") \
	X(DEF_NVMET_13, "DEF-NVMET-13", BP_ORIGIN_BASE, "base, 22", "rdma-nvmet.md", "R-C2.4", \
	  "The provider's reference is dropped before the requests that use it end.", \
	  "INV-NVMET-7") \
	X(DEF_NVMET_15, "DEF-NVMET-15", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-C5.8", \
	  "The unmap direction is read from a capsule buffer that was already handed back.", \
	  "INV-DMA-7, INV-RDMA-13") \
	X(DEF_NVMET_16, "DEF-NVMET-16", BP_ORIGIN_BASE, "base", "rdma-nvmet.md", "R-C5.4", \
	  "offset + length of an in-capsule descriptor may wrap.", \
	  "INV-NVMET-17")

/* Quirks whose switch mends them; the others have none. */
#define BP_QUIRK_FIXES(X) X(QUIRK_3) X(QUIRK_5) X(QUIRK_6) X(QUIRK_7) X(QUIRK_9)

/* Quirks of v5.2-rc5: kept by default; some offer a fix. */
#define BP_QUIRK_LIST(X) \
	X(QUIRK_1, "QUIRK-1", BP_ORIGIN_QUIRK, "base", "block.md", "R-QSP-9", \
	  "The segment boundary is counted from the vector's first page, not from the physical address.", \
	  "INV-MAP-4 is worded for it") \
	X(QUIRK_2, "QUIRK-2", BP_ORIGIN_QUIRK, "base", "block.md", "R-QSP-8", \
	  "An all-ones boundary mask gives a segment size of 0 at offset 0.", \
	  "outside PRE-A; capped and reported") \
	X(QUIRK_3, "QUIRK-3", BP_ORIGIN_QUIRK, "base", "block.md", "5.2", \
	  "32-bit overflow in blk_queue_max_hw_sectors.", \
	  "INV-LIM-2 still holds") \
	X(QUIRK_4, "QUIRK-4", BP_ORIGIN_QUIRK, "base", "block.md", "R-QSP-10, -15", \
	  "A split at 0 sectors is a BUG.", \
	  "INV-SPLIT-3 outside PRE-A") \
	X(QUIRK_5, "QUIRK-5", BP_ORIGIN_QUIRK, "base", "block.md", "R-ADD-5", \
	  "bio_add_page wraps bi_size at 4 GiB.", \
	  "INV-BIO-1 is modulo 2^32") \
	X(QUIRK_6, "QUIRK-6", BP_ORIGIN_QUIRK, "base", "block.md", "R-INT-3", \
	  "Integrity segments are counted twice per merge, never for the first bio.", \
	  "none") \
	X(QUIRK_7, "QUIRK-7", BP_ORIGIN_QUIRK, "base", "block.md", "R-MGE-8", \
	  "The gap test looks at one page of the next bio, the mapping at its whole vector.", \
	  "INV-MAP-6 excepts it; NVMe refuses such a request (nvme NVH-20)") \
	X(QUIRK_8, "QUIRK-8", BP_ORIGIN_QUIRK, "base", "block.md", "R-QSP-2", \
	  "A discard front counts 1 segment, a recount gives 0.", \
	  "INV-CNT-1 is for data") \
	X(QUIRK_9, "QUIRK-9", BP_ORIGIN_QUIRK, "base", "block.md", "R-HLP-3", \
	  "A page pinned twice is put once.", \
	  "INV-BIO-3 (page references) unless the fix option is on")

/* clang-format on */

#endif
