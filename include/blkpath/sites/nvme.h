/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/nvme: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_NVME_H
#define BLKPATH_SITES_NVME_H

/* clang-format off */

#define BP_SITES_NVME(X) \
	X(NVME_BAD_SG, BP_WARN, "nvme_pci_setup_prps", "NVH-19", "invalid scatterlist for a payload of %llu bytes, %llu entries") \
	X(NVME_BAD_SG_ENTRY, BP_INFO, "nvme_print_sgl", "NVH-17", "entry: DMA address 0x%llx, %llu bytes") \
	X(NVME_SG_END, BP_FINDING, "nvme_pci_setup_prps", "NVH-20", "the list ended, %llu bytes of %llu are left: a kernel reads a null entry") \
	X(NVME_NULL_PAGE, BP_FINDING, "nvme_map_data", "DEF-NVME-1", "the driver looks at the page of entry %llu, and there is none") \
	X(NVME_NULL_PHYS, BP_FINDING, "nvme_print_sgl", "DEF-NVME-13", "the dump asks where the page of entry %llu is, and there is none") \
	X(NVME_NO_NENTS, BP_WARN, "nvme_unmap_data", "NVH-23", "request %llu is unmapped without entries") \
	X(NVME_IOD_OVERRUN, BP_FINDING, "nvme_pci_iod_list", "NVH-3", "%llu bytes are used of a pool element of %llu") \
	X(NVME_UNKNOWN_OP, BP_WARN, "nvme_setup_cmd", "NVH-6", "no command for operation %llu") \
	X(NVME_NO_PI, BP_WARN, "nvme_setup_rw", "NVH-7", "namespace %llu needs metadata, the request has none and protection type %llu gives none") \
	X(NVME_STREAM, BP_WARN, "nvme_assign_write_stream", "NVH-7", "write stream %llu of %llu") \
	X(NVME_DISCARD_RANGES, BP_WARN, "nvme_setup_discard", "NVH-8", "a discard of %llu bios has %llu ranges") \
	X(NVME_MDTS_SHIFT, BP_FINDING, "nvme_init_identify", "DEF-NVME-10", "MDTS %llu: a shift by %llu overflows 32 bits") \
	X(NVME_MIN_PAGE, BP_INFO, "nvme_enable_ctrl", "NVH-39", "the smallest page of the controller, 2^%llu, is more than the host's, 2^%llu") \
	X(NVME_MQES, BP_INFO, "nvme_pci_enable", "NVH-27", "CAP 0x%llx: a queue would have one entry, and hold no command") \
	X(NVME_NOT_READY, BP_INFO, "nvme_wait_ready", "NVH-39", "the controller has status 0x%llx, bit 0 should be %llu") \
	X(NVME_SHUTDOWN, BP_INFO, "nvme_shutdown_ctrl", "NVH-40", "the controller has status 0x%llx and does not shut down") \
	X(NVME_ADMIN_STATUS, BP_INFO, "__nvme_submit_sync_cmd", "NVH-39", "admin command 0x%llx ends with status 0x%llx") \
	X(NVME_CMB, BP_WARN, "nvme_map_cmb", "NVM-1", "0x%llx bytes from 0x%llx on in the controller cannot be used") \
	X(NVME_DBBUF, BP_WARN, "nvme_dbbuf_set", "NVH-29", "the controller does not take shadow doorbells at 0x%llx: 0x%llx") \
	X(NVME_AEN, BP_INFO, "nvme_complete_async_event", "NVH-32", "the controller reports event 0x%llx") \
	X(NVME_NS_SIZE, BP_INFO, "nvme_revalidate_disk", "NVH-39", "namespace %llu has %llu blocks") \
	X(NVME_DOWN, BP_INFO, "nvme_warn_reset", "NVH-36", "the controller is down, it will be reset: status 0x%llx") \
	X(NVME_TIMEOUT_POLLED, BP_INFO, "nvme_timeout", "NVH-36", "command %llu of queue %llu timed out and had ended") \
	X(NVME_TIMEOUT_DISABLE, BP_INFO, "nvme_timeout", "NVH-36", "command %llu of queue %llu timed out, the controller is disabled") \
	X(NVME_TIMEOUT_ABORT, BP_INFO, "nvme_timeout", "NVH-36", "command %llu of queue %llu timed out, it is aborted") \
	X(NVME_TIMEOUT_RESET, BP_INFO, "nvme_timeout", "NVH-36", "command %llu of queue %llu timed out, the controller is reset") \
	X(NVME_ABORT_STATUS, BP_INFO, "abort_endio", "NVH-36", "an Abort ends with status 0x%llx") \
	X(NVME_DEAD, BP_INFO, "nvme_remove_dead_ctrl", "NVH-36", "the controller does not come up: %llu, in state %llu") \
	X(NVME_IN_USE, BP_FINDING, "nvme_remove", "NVH-40", "nothing is under way that could make its users leave the controller, %llu sleep in the driver") \
	X(NVME_BAD_CID, BP_WARN, "nvme_handle_cqe", "NVH-32", "command %llu, which queue %llu does not have, is completed") \
	X(NVME_STALE_CID, BP_WARN, "nvme_handle_cqe", "DEF-NVME-11", "command %llu of queue %llu is completed, and is not under way") \
	X(NVME_NULL_RQ, BP_FINDING, "nvme_handle_cqe", "DEF-NVME-11", "command %llu of queue %llu is completed, and there is no request")

/* clang-format on */

#endif
