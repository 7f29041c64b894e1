/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An RDMA device that only writes down what it is told; what comes of it the test says.
 *
 * It has the limits of R-A1.2 and 256 pages in an MR.  Work stays under way until the test
 * completes it or its queue pair goes to ERR; then it is flushed.
 */
#ifndef BP_TEST_IB_H
#define BP_TEST_IB_H

#include <blkpath/ib_verbs.h>

#define T_IB_POSTS 1024u
#define T_IB_SGES 32u
#define T_IB_CQES 1024u
#define T_IB_PAGES 512u
#define T_IB_DMA_KEY 0x7700u

/* Which function fails next. */
enum t_ib_call {
	T_IB_NOTHING,
	T_IB_ALLOC_PD,
	T_IB_GET_DMA_MR,
	T_IB_ALLOC_MR,
	T_IB_DEREG_MR,
	T_IB_CREATE_CQ,
	T_IB_CREATE_QP,
	T_IB_MODIFY_QP,
	T_IB_DESTROY_QP,
	T_IB_POST_SEND,
	T_IB_POST_RECV,
};

/* Work as it was posted. */
struct t_ib_post {
	struct ib_qp *qp;
	bool recv;
	bool over;
	struct ib_cqe *cqe;
	enum ib_wr_opcode opcode;
	int flags;
	int nr;
	struct ib_sge sge[T_IB_SGES];
	u64 remote_addr;
	u32 rkey;
	u32 invalidate;
	struct ib_mr *mr;
	u32 key;
	int access;
};

struct t_ib_mr {
	struct ib_mr mr;
	u64 page[T_IB_PAGES];
	u32 nr, most;
};

struct t_ib_cq {
	struct ib_cq cq;
	struct ib_wc wc[T_IB_CQES];
	unsigned head, nr;
	bool armed;
};

/**
 * struct t_ib - device
 * @dev: what the code sees
 * @post: all work
 * @nr_posts: how much
 * @room: how much more it accepts; then -ENOMEM
 * @fail: what fails
 * @skip: how often that succeeds before
 * @error: how it fails
 * @next_mr: index of the next MR
 * @live: objects of the device
 * @notified: how often completions were asked for
 */
struct t_ib {
	struct ib_device dev;
	struct t_ib_post post[T_IB_POSTS];
	unsigned nr_posts;
	unsigned room;
	enum t_ib_call fail;
	unsigned skip;
	int error;
	u32 next_mr;
	unsigned live;
	unsigned notified;
};

/* Not yet registered; @parent NULL: it takes pointers for DMA addresses. */
void t_ib_prepare(struct t_ib *t, struct bp_env *env, struct device *parent);

/* Prepared and registered. */
void t_ib_init(struct t_ib *t, struct bp_env *env, struct device *parent);

/* Fails the test when an object is left. */
void t_ib_fini(struct t_ib *t);

/* The call after @skip others fails once. */
void t_ib_fail(struct t_ib *t, enum t_ib_call call, unsigned skip, int error);

/* Work ends: a completion is stored. */
void t_ib_complete(struct t_ib *t, unsigned post, enum ib_wc_status status);

/* A completion of no work. */
void t_ib_push(struct ib_cq *cq, const struct ib_wc *wc);

#endif
