/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the verbs tell listeners of a memory region.
 */
#ifndef BP_SRC_RDMA_TELL_H
#define BP_SRC_RDMA_TELL_H

#include <blkpath/rdma_event.h>

/* bp_tell_mr(mr, ACT, rule, more members of struct bp_rdma_region) */
#define bp_tell_mr(mr_, act_, rule_, ...)                                                          \
	bp_event((mr_)->device->bp_env, RDMA_MR, .rule = (rule_), .a = (mr_)->lkey,                \
		 .b = (mr_)->length,                                                               \
		 .rdma = &(const struct bp_rdma_event){                                            \
			 .device = (mr_)->device,                                                  \
			 .region = { .act = BP_RDMA_MR_##act_,                                     \
				     .lkey = (mr_)->lkey,                                          \
				     .rkey = (mr_)->rkey,                                          \
				     .type = (mr_)->type,                                          \
				     .iova = (mr_)->iova,                                          \
				     .length = (mr_)->length,                                      \
				     .need_inval = (mr_)->need_inval,                              \
				     __VA_ARGS__ } })

#endif
