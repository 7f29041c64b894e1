/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host comes up (rdma-nvmet.md C4.1, C4.2, C6).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "fake_target.h"

static int connect(struct t_fake *t, struct bp_error *err)
{
	memset(err, 0, sizeof(*err));
	return bp_initiator_connect(t->host, err);
}

static void bp_initiator_connect__two_queues__all_open(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_view view;

	t->config.nr_queues = 2;
	t_fake_start(t);
	assert_int_equal(t->nr_queues, 3);
	for (u16 qid = 0; qid < 3; qid++) {
		assert_int_equal(t->queues[qid].qid, qid);
		view = bp_initiator_look(t->host, qid);
		assert_true(view.is_open);
		assert_int_equal(view.depth, qid ? 16 : 32);
		assert_int_equal(view.crqsize, T_FAKE_DEPTH);
		assert_int_equal(view.in_flight, 0);
	}
	assert_false(bp_initiator_look(t->host, 3).is_open);
}

/* R-C4.1, R-C4.2: 32 bytes; hrqsize is the depth, hsqsize one less. */
static void bp_initiator_connect__greeting__as_linux(void **state)
{
	struct t_fake *t = *state;

	t_fake_start(t);
	assert_int_equal(t->hello_bytes, 32);
	assert_int_equal(le16_to_cpu(t->hello.recfmt), 0);
	assert_int_equal(le16_to_cpu(t->hello.qid), 1);
	assert_int_equal(le16_to_cpu(t->hello.hrqsize), 16);
	assert_int_equal(le16_to_cpu(t->hello.hsqsize), 15);
}

static void bp_initiator_connect__twisted_greeting__sent(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err;

	t->config.greeting = (struct bp_initiator_greeting){
		.missing_bytes = 24, .recfmt = 3, .more_hsqsize = 5, .more_hrqsize = 6
	};
	t->refuses = NVME_RDMA_CM_INVALID_RECFMT;
	t_fake_host(t);
	assert_int_equal(connect(t, &err), -ECONNREFUSED);
	assert_int_equal(t->hello_bytes, 8);
	assert_int_equal(le16_to_cpu(t->hello.recfmt), 3);
	assert_int_equal(le16_to_cpu(t->hello.hrqsize), 32 + 6);
	assert_int_equal(le16_to_cpu(t->hello.hsqsize), 31 + 5);
}

/* R-C4.1: the reject says why. */
static void bp_initiator_connect__rejected__told_why(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err;

	t->refuses = NVME_RDMA_CM_NO_RSC;
	t->refuses_qid = 1;
	t_fake_host(t);
	assert_int_equal(connect(t, &err), -ECONNREFUSED);
	assert_int_equal(bp_initiator_look(t->host, 1).sts, NVME_RDMA_CM_NO_RSC);
	assert_int_equal(bp_initiator_look(t->host, 1).reason, IB_CM_REJ_CONSUMER_DEFINED);
	assert_int_equal(bp_initiator_look(t->host, 0).sts, 0);
	assert_false(bp_initiator_look(t->host, 0).is_open);
	assert_string_equal(err.text, "queue 1: the connection was rejected, reason 28, status 6");
}

static void bp_initiator_connect__no_such_service__refused(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err;

	t->config.service = 1;
	t_fake_host(t);
	assert_int_equal(connect(t, &err), -ECONNREFUSED);
	assert_int_equal(bp_initiator_look(t->host, 0).reason, IB_CM_REJ_INVALID_SERVICE_ID);
	assert_int_equal(bp_initiator_look(t->host, 0).sts, 0);
}

static void bp_initiator_connect__nobody_answers__timed_out(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err;

	t_fake_host(t);
	bp_rdma_wire_cut(&t->wire, true);
	assert_int_equal(connect(t, &err), -ETIMEDOUT);
	assert_string_equal(err.key, "connect");
}

/* C6.2: the status of the connect command is there to be seen. */
static void bp_initiator_connect__command_fails__told_status(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err;

	t->fabrics_status = NVME_SC_CONNECT_INVALID_HOST | NVME_SC_DNR;
	t_fake_host(t);
	assert_int_equal(connect(t, &err), -EIO);
	assert_int_equal(bp_initiator_look(t->host, 0).status, 0x4184);
	assert_string_equal(err.text, "queue 0: status 0x4184");
}

/* C6.5 */
static void bp_initiator_connect__never_ready__error(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err;

	t->never_ready = true;
	t_fake_host(t);
	assert_int_equal(connect(t, &err), -EIO);
	assert_string_equal(err.text, "the controller is not ready, CSTS 0x0");
}

static void bp_initiator_connect__queues_too_deep__refused(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err;

	t->cap = 14;
	t_fake_host(t);
	assert_int_equal(connect(t, &err), -EINVAL);
	assert_string_equal(err.key, "depth");
	t->cap = 15;
	t_fake_drop_queues(t);
	assert_int_equal(connect(t, &err), 0);
}

/* Which allocation fails, before the target has heard anything: those are the host's. */
struct shortage {
	struct t_fake *t;
	u64 left;
};

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct shortage *shortage = arg;

	(void)bytes;
	return kind == BP_ALLOC_RDMA && !shortage->t->hello_bytes && !--shortage->left;
}

static void bp_initiator_connect__each_allocation_fails__nothing_stays(void **state)
{
	struct t_fake *t = *state;
	struct shortage shortage = { .t = t };
	const struct bp_alloc_ops ops = { should_fail };
	struct bp_error err;
	int error = -ENOMEM;
	u64 live;

	t_fake_host(t);
	live = t->env->live[BP_ALLOC_RDMA];
	t->env->alloc_ops = &ops;
	t->env->alloc_arg = &shortage;
	for (u64 n = 1; error == -ENOMEM; n++) {
		shortage.left = n;
		error = connect(t, &err);
		t_fake_settle(t);
		assert_string_equal(err.key, "connect");
		assert_int_equal(t->env->live[BP_ALLOC_RDMA], live);
		assert_in_range(n, 1, 1000);
	}
	/* Now it is the target that has no memory. */
	assert_int_equal(error, -ECONNREFUSED);
	t->env->alloc_ops = NULL;
	assert_int_equal(connect(t, &err), 0);
	assert_true(bp_initiator_look(t->host, 1).is_open);
}

static void bp_initiator_new__bad_config__refused(void **state)
{
	struct t_fake *t = *state;
	struct bp_error err = { 0 };

	t->config.depth = 0;
	assert_int_equal(bp_initiator_new(t->env, &t->config, &t->host, &err), -EINVAL);
	assert_string_equal(err.key, "depth");
	assert_null(t->host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_fake(bp_initiator_connect__two_queues__all_open),
		t_with_fake(bp_initiator_connect__greeting__as_linux),
		t_with_fake(bp_initiator_connect__twisted_greeting__sent),
		t_with_fake(bp_initiator_connect__rejected__told_why),
		t_with_fake(bp_initiator_connect__no_such_service__refused),
		t_with_fake(bp_initiator_connect__nobody_answers__timed_out),
		t_with_fake(bp_initiator_connect__command_fails__told_status),
		t_with_fake(bp_initiator_connect__never_ready__error),
		t_with_fake(bp_initiator_connect__queues_too_deep__refused),
		t_with_fake(bp_initiator_connect__each_allocation_fails__nothing_stays),
		t_with_fake(bp_initiator_new__bad_config__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
