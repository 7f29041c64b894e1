/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host and the target meet, or do not (rdma-nvmet.md C4, C6).
 */
#include <errno.h>

#include "bp_test.h"
#include "nvmf.h"

static const struct t_nvmf_setup plain = { .target = { .disk = T_TARGET_NULL } };

/* R-C4.1: what is wrong with the request, and what the reject says. */
static void connect__bad_greeting__reject_code(void **state)
{
	static const struct {
		struct bp_initiator_greeting greeting;
		u16 sts;
	} cases[] = {
		{ { .missing_bytes = 32 }, NVME_RDMA_CM_INVALID_LEN },
		{ { .missing_bytes = 1 }, NVME_RDMA_CM_INVALID_LEN },
		{ { .recfmt = 1 }, NVME_RDMA_CM_INVALID_RECFMT },
		{ { .more_hsqsize = 1 }, NVME_RDMA_CM_INVALID_HSQSIZE },
		/* More work than the adapter's queues hold. */
		{ { .more_hrqsize = 60000 }, NVME_RDMA_CM_NO_RSC },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvmf n;

		t_nvmf_init_bare(&n, &plain);
		n.config.greeting = cases[i].greeting;
		t_nvmf_host(&n);
		assert_int_equal(bp_initiator_connect(n.host, NULL), -ECONNREFUSED);
		assert_int_equal(bp_initiator_look(n.host, 0).reason, IB_CM_REJ_CONSUMER_DEFINED);
		assert_int_equal(bp_initiator_look(n.host, 0).sts, cases[i].sts);
		t_nvmf_fini(&n);
	}
}

static bool no_target_memory(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_NVMET;
}

/* R-C4.1: NO_RSC */
static void connect__target_without_memory__reject_code(void **state)
{
	static const struct bp_alloc_ops ops = { no_target_memory };
	struct t_nvmf n;

	(void)state;
	t_nvmf_init_bare(&n, &plain);
	t_nvmf_host(&n);
	n.t.m.env->alloc_ops = &ops;
	assert_int_equal(bp_initiator_connect(n.host, NULL), -ECONNREFUSED);
	assert_int_equal(bp_initiator_look(n.host, 0).sts, NVME_RDMA_CM_NO_RSC);
	n.t.m.env->alloc_ops = NULL;
	assert_int_equal(bp_initiator_connect(n.host, NULL), 0);
	t_nvmf_fini(&n);
}

/* R-C6.2: whom the target does not know, and whom it does not let in. */
static void connect__unknown_names__status(void **state)
{
	struct t_nvmf n;

	(void)state;
	t_nvmf_init_bare(&n, &plain);
	n.config.subsysnqn = "nqn.2019-06.test:other";
	t_nvmf_host(&n);
	assert_int_equal(bp_initiator_connect(n.host, NULL), -EIO);
	assert_int_equal(bp_initiator_look(n.host, 0).status, 0x4182);
	t_nvmf_fini(&n);

	t_nvmf_init_bare(&n, &plain);
	n.config.hostnqn = "nqn.2019-06.test:stranger";
	t_nvmf_host(&n);
	assert_int_equal(bp_initiator_connect(n.host, NULL), -EIO);
	assert_int_equal(bp_initiator_look(n.host, 0).status, 0x4184);
	t_nvmf_fini(&n);
}

/* R-C4.2, R-C4.7: sizes on both sides; several I/O queues. */
static void connect__three_queues__sizes(void **state)
{
	struct bp_nvmet_rdma_queue_view view;
	struct t_nvmf n;

	(void)state;
	t_nvmf_init_bare(&n, &plain);
	n.config.nr_queues = 3;
	n.config.depth = 8;
	t_nvmf_host(&n);
	assert_int_equal(bp_initiator_connect(n.host, NULL), 0);
	for (unsigned qid = 0; qid < 4; qid++) {
		assert_true(bp_nvmet_rdma_queue_view(&n.port, qid, &view));
		assert_int_equal(view.qid, qid);
		assert_int_equal(view.recv_queue_size, qid ? 8 : 32);
		assert_int_equal(view.send_queue_size, qid ? 8 : 32);
		assert_int_equal(bp_initiator_look(n.host, (u16)qid).crqsize, qid ? 8 : 32);
	}
	t_nvmf_fini(&n);
}

/* R-C6.3: sq_head goes round; or the connect says 0xffff, and it stays where it is. */
static void connect__flow_control__head(void **state)
{
	(void)state;
	for (unsigned off = 0; off < 2; off++) {
		struct t_nvmf n;

		t_nvmf_init_bare(&n, &plain);
		n.config.depth = 4;
		n.config.no_flow_control = off;
		t_nvmf_host(&n);
		assert_int_equal(bp_initiator_connect(n.host, NULL), 0);
		assert_int_equal(bp_initiator_look(n.host, 1).sq_head, off ? 0xffff : 1);
		for (unsigned i = 0; i < 6; i++)
			assert_int_equal(
				t_nvmf_raw(&n, bp_initiator_flush(1), 0, BP_INITIATOR_USUAL), 0);
		/* The connect command was the first: 7 modulo 4. */
		assert_int_equal(bp_initiator_look(n.host, 1).sq_head, off ? 0 : 3);
		t_nvmf_fini(&n);
	}
}

/* The controller ends with the connection, and the next one is another. */
static void connect__again__new_controller(void **state)
{
	struct t_nvmf n;
	u16 cntlid;

	(void)state;
	t_nvmf_init(&n, &plain);
	cntlid = TAILQ_FIRST(&n.t.subsys->ctrls)->cntlid;
	bp_initiator_drop(n.host);
	t_nvmf_settle(&n);
	assert_true(TAILQ_EMPTY(&n.t.subsys->ctrls));
	assert_int_equal(bp_initiator_connect(n.host, NULL), 0);
	assert_false(TAILQ_EMPTY(&n.t.subsys->ctrls));
	assert_int_not_equal(cntlid, 0);
	t_nvmf_write_and_read(&n, 3, 4096, 1);
	t_nvmf_fini(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connect__bad_greeting__reject_code),
		cmocka_unit_test(connect__target_without_memory__reject_code),
		cmocka_unit_test(connect__unknown_names__status),
		cmocka_unit_test(connect__three_queues__sizes),
		cmocka_unit_test(connect__flow_control__head),
		cmocka_unit_test(connect__again__new_controller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
