/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A far host, and at the near end of its wire an NVMe-oF target that keeps blocks in RAM and
 * answers as a test wants, wrongly too.  It serves connects, properties, reads, writes; everything
 * else succeeds.
 */
#ifndef BP_TEST_FAKE_TARGET_H
#define BP_TEST_FAKE_TARGET_H

#include <blkpath/nvme_rdma.h>

#include "fabric.h"
#include "initiator/initiator.h"
#include "rdma/adapter.h"

#define T_FAKE_QUEUES 3
#define T_FAKE_DEPTH 64
#define T_FAKE_SERVICE 4420
#define T_FAKE_INLINE 16384u
#define T_FAKE_BLOCKS 8192u
#define T_FAKE_CNTLID 7u

/* How it answers an I/O command. */
enum t_fake_answer {
	T_FAKE_RIGHT,
	T_FAKE_SILENT,
	T_FAKE_NO_INVALIDATE,
	T_FAKE_WRONG_KEY, /* invalidates wrong_key */
	T_FAKE_WRONG_ID,
	T_FAKE_SHORT,
	T_FAKE_TWICE,
	T_FAKE_DISCONNECT,
};

/* What it has received last. */
struct t_fake_capsule {
	struct nvme_command cmd;
	u32 bytes;
	unsigned nr;
};

struct t_fake;

struct t_fake_room {
	struct ib_cqe received;
	struct t_fake_queue *queue;
	u64 addr;
};

struct t_fake_queue {
	struct t_fake *t;
	struct rdma_cm_id *id;
	struct ib_cq *cq;
	u16 qid;
	u16 sqhd;
	u64 base;
	struct t_fake_room rooms[T_FAKE_DEPTH];
	struct ib_cqe sent;
	unsigned errors;
};

/**
 * struct t_fake - host, wire and target
 * @config: of the host, to be changed before t_fake_start()
 * @host: the host
 * @answer: to I/O commands
 * @status: of the next answers, with NVME_SC_DNR
 * @fabrics_status: of the answers to fabrics commands
 * @cap: register CAP
 * @never_ready: CSTS says that it is not
 * @refuses: sts of connection requests; 0: they are accepted
 * @refuses_qid: only of this queue
 * @last: capsules of I/O queues
 * @hello: what the last connection request said
 * @hello_bytes: how much that was
 * @keys: of the last I/O commands, by command id
 * @wrong_key: for T_FAKE_WRONG_KEY
 * @queues: as they were asked for
 */
struct t_fake {
	struct t_fabric f;
	struct bp_env *env;
	struct bp_rdma_adapter *adapter;
	struct bp_rdma_wire wire;
	struct bp_initiator_config config;
	struct bp_initiator *host;
	enum t_fake_answer answer;
	u16 status;
	u16 fabrics_status;
	u64 cap;
	bool never_ready;
	u16 refuses;
	u16 refuses_qid;
	struct t_fake_capsule last;
	struct nvme_rdma_cm_req hello;
	u8 hello_bytes;
	u32 keys[T_FAKE_DEPTH];
	u32 wrong_key;
	struct ib_pd *pd;
	struct rdma_cm_id *listener;
	struct t_fake_queue queues[T_FAKE_QUEUES];
	unsigned nr_queues;
};

/* A test's `*state` is a struct t_fake, whose config may be changed, with an adapter that listens.
 */
int t_fake_set_up(void **state);
/* Asserts that nothing is left. */
int t_fake_tear_down(void **state);
#define t_with_fake(test) cmocka_unit_test_setup_teardown(test, t_fake_set_up, t_fake_tear_down)

/* Makes the host. */
void t_fake_host(struct t_fake *t);
/* The same, and connects it. */
void t_fake_start(struct t_fake *t);

/* The target drops all queues, and their memory is ready for others. */
void t_fake_drop_queues(struct t_fake *t);

/* Blocks of the target. */
void t_fake_get(struct t_fake *t, u64 slba, void *data, u32 bytes);
void t_fake_put(struct t_fake *t, u64 slba, const void *data, u32 bytes);

/* Memory of the host: from its area on. */
u8 *t_fake_memory(struct t_fake *t, u64 offset);

/* A read or write of whole blocks, whose data lies in the host's area from @offset on; waits. */
struct t_fake_rw {
	u8 opcode;
	u64 slba;
	u64 offset;
	u32 bytes;
	enum bp_initiator_way way;
	struct bp_initiator_twist twist;
};

/* The command afterwards; without its data. */
struct bp_initiator_command t_fake_do(struct t_fake *t, const struct t_fake_rw *rw);

/* Until nothing is under way. */
void t_fake_settle(struct t_fake *t);

#endif
