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
	X(QUEUE_NOT_FROZEN, BP_WARN, "blk_mq_unfreeze_queue", "R-FRZ-1", "the queue is not frozen") \
	X(BOUNCE_NO_POOL, BP_BUG, "blk_queue_bounce", "R-BNC-1", "no ISA pool, and the limit is page frame 0x%llx") \
	X(BOUNCE_NO_PAGE, BP_FINDING, "blk_queue_bounce", "R-BNC-2", "nothing is under way that could free a page up to frame 0x%llx") \
	X(RQ_ERROR, BP_INFO, "print_req_error", "R-END-2", "I/O error, sector %llu flags %llx") \
	X(NO_TAG_EVER, BP_FINDING, "blk_mq_make_request", "9.3.6", "nothing is under way that could free one of the %llu tags") \
	X(RQ_FREED_USED, BP_FINDING, "request", "INV-REQ-3", "request %llu is used after it was freed") \
	X(COMPLETE_TWICE, BP_FINDING, "blk_mq_complete_request", "INV-REQ-3", "request %llu is not in flight but in state %llu") \
	X(START_NOT_IDLE, BP_WARN, "blk_mq_start_request", "R-SUB-11", "request %llu is in state %llu") \
	X(END_NOT_ALL, BP_BUG, "blk_mq_end_request", "R-END-4", "request %llu has data left, %llu bytes") \
	X(DRIVER_REFUSES, BP_FINDING, "queue_rq", "R-SUB-10", "the driver refused %llu times in a row with nothing in flight") \
	X(CLONE_SECTORS, BP_INFO, "blk_insert_cloned_request", "R-END-6", "over max size limit: %llu > %llu sectors") \
	X(CLONE_SEGMENTS, BP_INFO, "blk_insert_cloned_request", "R-END-6", "over max segments limit: %llu > %llu") \
	X(FLUSH_BIOS, BP_BUG, "blk_insert_flush", "R-FLS-1", "request %llu has more than one bio") \
	X(RQ_BOTCHED, BP_WARN, "blk_update_request", "R-END-2", "request botched: %llu bytes left, the first bio has %llu")

/* clang-format on */

#endif
