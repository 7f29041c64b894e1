/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/base: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_BASE_H
#define BLKPATH_SITES_BASE_H

/* clang-format off */

#define BP_SITES_BASE(X) \
	X(ITER_OVERRUN, BP_WARN, "bvec_iter_advance", "R-ITER-3", "advance by %llu bytes, only %llu are left") \
	X(ITER_STUCK, BP_BUG, "*_for_each_*", "R-ITER-6", "no progress: an empty vector stands before the end of the range") \
	X(STATUS_RANGE, BP_WARN, "blk_status_to_errno", "R-STS-1", "status %llu is not in the table") \
	X(PAGE_PUT_FREE, BP_FINDING, "put_page", "R-MEM-3", "page frame 0x%llx has no reference to put") \
	X(PAGE_UNKNOWN, BP_FINDING, "get_page", "R-MEM-3", "there is no page frame 0x%llx") \
	X(PAGE_OF_PEER, BP_BUG, "pfn_to_page", "INV-NVMET-15", "frame 0x%llx is memory of a device, which has no page descriptors") \
	X(FREE_TWICE, BP_FINDING, "bp_free", "INV-BIO-3", "an allocation of kind %llu is freed a second time") \
	X(WAIT_HANG, BP_BUG, "wait_for_completion", "P2P-B3.3", "nothing is under way that could complete what waits for 0x%llx") \
	X(REF_KILL_TWICE, BP_WARN, "percpu_ref_kill_and_confirm", "P2P-B1.1", "a reference is killed twice, %llu are held") \
	X(REF_UNDERFLOW, BP_WARN, "percpu_ref_put_many", "P2P-B1.1", "%llu references are put, %llu are held") \
	X(REF_GET_DEAD, BP_FINDING, "percpu_ref_get_many", "P2P-B1.1", "%llu references are taken of what nobody holds any more") \
	X(REF_EXIT_EARLY, BP_FINDING, "percpu_ref_exit", "P2P-B1.1", "a reference ends that was not released, %llu are held") \
	X(MEMPOOL_BUSY, BP_WARN, "mempool_destroy", "NVH-3", "%llu elements of a pool are in use at its end") \
	X(DEVRES_UNKNOWN, BP_WARN, "devres_destroy", "P2P-B3.1", "the device manages nothing at 0x%llx")

/* clang-format on */

#endif
