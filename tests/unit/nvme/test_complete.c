/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ending and trying again (NVH-35, EX-NVME-22, INV-NVME-11, -24, -25).
 */
#include "prepared.h"

static const struct t_vec page = { 0x10000, 4096 };

static void nvme_decide_disposition__table(void **state)
{
	static const struct {
		const char *name;
		unsigned flags;
		u16 status;
		u8 retries;
		bool dying;
		enum nvme_disposition want;
	} cases[] = {
		{ "success", 0, 0x000, 0, false, COMPLETE },
		{ "data transfer error", 0, 0x004, 0, false, RETRY },
		{ "the last try", 0, 0x004, 4, false, RETRY },
		{ "tried enough", 0, 0x004, 5, false, COMPLETE },
		{ "DNR", 0, 0x4013, 0, false, COMPLETE },
		{ "failfast device", REQ_FAILFAST_DEV, 0x004, 0, false, COMPLETE },
		{ "failfast transport", REQ_FAILFAST_TRANSPORT, 0x004, 0, false, COMPLETE },
		{ "failfast driver", REQ_FAILFAST_DRIVER, 0x004, 0, false, COMPLETE },
		{ "dying queue", 0, 0x004, 0, true, COMPLETE },
		{ "path error, multipath", REQ_NVME_MPATH, 0x370, 0, false, FAILOVER },
		{ "path error, multipath, dying", REQ_NVME_MPATH, 0x370, 0, true, FAILOVER },
		{ "path error, multipath, DNR", REQ_NVME_MPATH, 0x4370, 0, false, COMPLETE },
		{ "media error, multipath", REQ_NVME_MPATH, 0x281, 0, false, RETRY },
		{ "path error, one path", 0, 0x370, 0, false, RETRY },
		{ "path error, one path, other flags", REQ_FUA | REQ_SYNC, 0x370, 0, false, RETRY },
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.bp_failover = nvme_complete_rq; /* any */
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct request *rq = t_nvme_request(t, REQ_OP_READ | cases[i].flags, 1, &page);

		t->r.iod.req.status = cases[i].status;
		t->r.iod.req.retries = cases[i].retries;
		if (cases[i].dying)
			blk_queue_flag_set(QUEUE_FLAG_DYING, &t->w.q);
		if (nvme_decide_disposition(rq) != cases[i].want)
			fail_msg("%s", cases[i].name);
		blk_queue_flag_clear(QUEUE_FLAG_DYING, &t->w.q);
	}
	t_nvme_request(t, REQ_OP_READ, 1, &page);
	t->r.iod.req.status = 0x004;
	t->nvme.ctrl.bp_params.max_retries = 2;
	t->r.iod.req.retries = 1;
	assert_int_equal(nvme_decide_disposition(&t->r.rq), RETRY);
	t->r.iod.req.retries = 2;
	assert_int_equal(nvme_decide_disposition(&t->r.rq), COMPLETE);
	t->nvme.ctrl.bp_failover = NULL;
	t_nvme_request(t, REQ_OP_READ | REQ_NVME_MPATH, 1, &page);
	t->r.iod.req.status = 0x370;
	assert_int_equal(nvme_decide_disposition(&t->r.rq), RETRY);
	t_nvme_stop(t);
}

/* Six submissions, each mapped afresh (INV-NVME-10). */
static void nvme_complete_rq__fails_always__six_tries_then_the_status(void **state)
{
	static const struct {
		unsigned opf;
		u16 status;
		unsigned tries;
		blk_status_t blk;
	} cases[] = {
		{ REQ_OP_READ, 0x004, 6, BLK_STS_IOERR },
		{ REQ_OP_WRITE | REQ_DMA_DIRECT, 0x281, 6, BLK_STS_MEDIUM },
		{ REQ_OP_READ, 0x4080, 1, BLK_STS_TARGET },
		{ REQ_OP_READ | REQ_FAILFAST_DEV, 0x004, 1, BLK_STS_IOERR },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_prepared p;

		t_prepared_start(&p, t_nvme_start());
		t_prepared_submit(&p, cases[i].opf, 2,
				  T_VECS({ 0x10000, 4096 }, { 0x30000, 4096 }));
		while (!p.ended) {
			const struct nvme_iod *iod = bp_nvme_iod(p.held);

			assert_int_equal(iod->req.retries, p.issues - 1);
			assert_int_equal(le64_to_cpu(iod->bp_cmd.rw.dptr.prp1), 0x10000);
			t_prepared_answer(&p, cases[i].status);
			bp_work_run(&p.t->w.env);
		}
		assert_int_equal(p.issues, cases[i].tries); /* INV-NVME-24 */
		assert_int_equal(p.status, cases[i].blk);   /* INV-NVME-25 */
		assert_int_equal(bp_dma_ledger_stat(p.t->ledger).errors, 0);
		t_prepared_stop(&p);
	}
}

/* EX-NVME-22: CRD 1 waits for CRDT1. */
static void nvme_complete_rq__controller_asks_to_wait__delay(void **state)
{
	struct t_prepared p;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->nvme.ctrl.crdt[0] = 3;
	p.t->nvme.ctrl.crdt[2] = 7;
	assert_int_equal(bp_nvme_retry_delay_ms(&p.t->nvme.ctrl, 0x0804), 300);
	assert_int_equal(bp_nvme_retry_delay_ms(&p.t->nvme.ctrl, 0x1004), 0);
	assert_int_equal(bp_nvme_retry_delay_ms(&p.t->nvme.ctrl, 0x1804), 700);
	assert_int_equal(bp_nvme_retry_delay_ms(&p.t->nvme.ctrl, 0x0004), 0);
	assert_int_equal(bp_nvme_retry_delay_ms(&p.t->nvme.ctrl, 0x6004), 0); /* M, DNR */
	assert_int_equal(bp_nvme_retry_delay_ms(&p.t->nvme.ctrl, 0x6804), 300);
	t_prepared_submit(&p, REQ_OP_READ, 1, &page);
	t_prepared_answer(&p, 0x0804);
	assert_int_equal(bp_work_run(&p.t->w.env), 0);
	assert_null(p.held);
	while (!p.held)
		assert_true(bp_wait(&p.t->w.env));
	assert_int_equal(p.t->w.env.now_ns, 300000000);
	t_prepared_answer(&p, 0);
	assert_int_equal(p.status, BLK_STS_OK);
	t_prepared_stop(&p);
}

static unsigned taken;

static void take_over(struct request *rq)
{
	taken++;
	blk_mq_end_request(rq, BLK_STS_TRANSPORT);
}

static void nvme_complete_rq__path_error_of_multipath__taken_over(void **state)
{
	struct t_prepared p;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->nvme.ctrl.bp_failover = take_over;
	t_prepared_submit(&p, REQ_OP_READ | REQ_NVME_MPATH, 1, &page);
	t_prepared_answer(&p, NVME_SC_HOST_PATH_ERROR);
	assert_int_equal(p.status, BLK_STS_TRANSPORT);
	assert_int_equal(p.ended, 1);
	assert_int_equal(taken, 1);
	assert_int_equal(p.issues, 1);
	t_prepared_stop(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_decide_disposition__table),
		cmocka_unit_test(nvme_complete_rq__fails_always__six_tries_then_the_status),
		cmocka_unit_test(nvme_complete_rq__controller_asks_to_wait__delay),
		cmocka_unit_test(nvme_complete_rq__path_error_of_multipath__taken_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
