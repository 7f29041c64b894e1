/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/queue: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_QUEUE_H
#define BLKPATH_SITES_QUEUE_H

/* clang-format off */

#define BP_SITES_QUEUE(X) \
	X(SUBMIT_NO_QUEUE, BP_INFO, "generic_make_request_checks", "R-SUB-2.1", "trying to access a nonexistent block device, sector %llu") \
	X(SUBMIT_BEYOND_END, BP_INFO, "generic_make_request_checks", "R-SUB-2.4", "attempt to access beyond end of device: want=%llu, limit=%llu") \
	X(SUBMIT_READ_ONLY, BP_WARN, "generic_make_request_checks", "R-SUB-2.4", "trying to write to read-only partition %llu, sector %llu") \
	X(SUBMIT_LINKED, BP_BUG, "generic_make_request", "R-SUB-5", "bio %llu is on a list already") \
	X(WAIT_FOREVER, BP_FINDING, "submit_bio_wait", "R-CHN-5", "nothing is under way that could end bio %llu") \
	X(QUEUE_FROZEN, BP_FINDING, "blk_queue_enter", "R-SUB-5.1", "nothing is under way that could thaw the queue, frozen %llu times") \
	X(QUEUE_BUSY, BP_FINDING, "blk_mq_freeze_queue", "9", "nothing is under way that could end the %llu users of the queue") \
	X(BOUNCE_NO_POOL, BP_BUG, "blk_queue_bounce", "R-BNC-1", "no ISA pool, and the limit is page frame 0x%llx") \
	X(BOUNCE_NO_PAGE, BP_FINDING, "blk_queue_bounce", "R-BNC-2", "nothing is under way that could free a page up to frame 0x%llx") \
	X(RQ_ERROR, BP_INFO, "print_req_error", "R-END-2", "I/O error, sector %llu flags %llx") \
	X(RQ_BOTCHED, BP_WARN, "blk_update_request", "R-END-2", "request botched: %llu bytes left, the first bio has %llu")

/* clang-format on */

#endif
