/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the driver says of requests that it cannot do, with its numbers.
 */
#include "nvme_test.h"
#include "record.h"

static struct bp_report said[BP_SITE_NR];

static void keep(void *arg, const struct bp_report *report)
{
	(void)arg;
	said[report->site] = *report;
}

static void listen(struct t_nvme *t)
{
	t->w.env.on_report = keep;
}

static void assert_said(struct t_nvme *t, enum bp_site_id id, u64 times, u64 a, u64 b)
{
	assert_hits(&t->w.env, id, times);
	assert_int_equal(said[id].a, a);
	assert_int_equal(said[id].b, b);
}

static blk_status_t setup(struct t_nvme *t, unsigned opf)
{
	return nvme_setup_cmd(&t->ns, t_nvme_request(t, opf, 1, T_VECS({ 0x10000, 512 })), &t->cmd);
}

/* A payload of 0x1200 bytes in two entries, of which the second begins in its page; three segments
 * had been counted. */
static blk_status_t map_bad(struct t_nvme *t)
{
	struct request *rq = t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 2,
					    T_VECS({ 0x10000, 0x1000 }, { 0x20200, 0x200 }));

	rq->nr_phys_segments = 3;
	return nvme_map_data(&t->nvme, rq, &t->cmd);
}

static void bp_nvme_bad_sg__two_entries__payload_and_each(void **state)
{
	static struct t_record record;
	struct t_nvme *t = t_nvme_start();

	(void)state;
	listen(t);
	assert_int_equal(map_bad(t), BLK_STS_IOERR);
	assert_said(t, BP_SITE_NVME_BAD_SG, 1, 0x1200, 2);
	assert_said(t, BP_SITE_NVME_BAD_SG_ENTRY, 2, 0x20200, 0x200);
	t_nvme_stop(t);
	t = t_nvme_start_with(BP_DEF_NVME_13);
	listen(t);
	t_record(&t->w.env, &record);
	assert_int_equal(map_bad(t), BLK_STS_IOERR);
	assert_said(t, BP_SITE_NVME_NULL_PHYS, 2, 1, 0);
	assert_int_equal(record.count[BP_EV_NVME_PAGE], 2);
	assert_int_equal(record.last[BP_EV_NVME_PAGE].a, 1);
	assert_ptr_equal(record.last[BP_EV_NVME_PAGE].sgl, record.last[BP_EV_MAP_END].sgl + 1);
	bp_sink_remove(&t->w.env, &record.sink);
	t_nvme_stop(t);
}

/* Two pages are there, the second is the last; of three more nothing is known. */
static void nvme_pci_setup_prps__the_list_ended__what_is_left(void **state)
{
	static const struct {
		unsigned payload;
		u64 left;
	} cases[] = { { 0x5000, 0x3000 }, { 0x3000, 0x1000 }, { 0x2001, 1 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_6);
		struct request *rq = t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1,
						    T_VECS({ 0x10000, 0x2000 }));

		listen(t);
		rq->__data_len = cases[i].payload;
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_IOERR);
		assert_said(t, BP_SITE_NVME_SG_END, 1, cases[i].left, cases[i].payload);
		t_nvme_stop(t);
	}
}

static void nvme_unmap_data__no_entries__which_request(void **state)
{
	struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_8);
	struct request *rq =
		t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1, T_VECS({ 0x1000, 512 }));

	(void)state;
	listen(t);
	rq->bio = NULL;
	rq->bp_serial = 77;
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_RESOURCE);
	assert_said(t, BP_SITE_NVME_NO_NENTS, 1, 77, 0);
	t_nvme_stop(t);
}

/* 127 entries, and the third list's pointer. */
static void nvme_map_data__short_element__bytes_used_and_there(void **state)
{
	struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_5);
	struct t_vec vecs[NVME_MAX_SEGS];

	(void)state;
	listen(t);
	for (unsigned i = 0; i < NVME_MAX_SEGS; i++)
		vecs[i] = (struct t_vec){ 0x1000000 + i * 0x100000ull, 0x9000 };
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, NVME_MAX_SEGS, vecs), 0);
	assert_said(t, BP_SITE_NVME_IOD_OVERRUN, 2, 127 * 32 + 3 * 8, 127 * 32 + 8);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

static void nvme_setup_cmd__cannot_be_done__why(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq;

	(void)state;
	listen(t);
	assert_int_equal(setup(t, REQ_OP_WRITE_SAME), BLK_STS_IOERR);
	assert_said(t, BP_SITE_NVME_UNKNOWN_OP, 1, REQ_OP_WRITE_SAME, 0);

	t->ns.ns_id = 5;
	t->ns.ms = 16;
	t->ns.pi_type = 2;
	assert_int_equal(setup(t, REQ_OP_READ), BLK_STS_NOTSUPP);
	assert_said(t, BP_SITE_NVME_NO_PI, 1, 5, 2);
	t->ns.ms = 0;

	t->nvme.ctrl.nr_streams = 3;
	rq = t_nvme_request(t, REQ_OP_WRITE, 1, T_VECS({ 0x10000, 512 }));
	rq->write_hint = 5;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_said(t, BP_SITE_NVME_STREAM, 1, 4, 3);

	rq = t_nvme_request(t, REQ_OP_DISCARD, 0, NULL);
	rq->bio->bi_iter.bi_size = rq->__data_len = 4096;
	rq->nr_phys_segments = 3;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_IOERR);
	assert_said(t, BP_SITE_NVME_DISCARD_RANGES, 1, 1, 3);
	t_nvme_stop(t);
}

static void bp_nvme_init_mdts__shift_overflows__by_what(void **state)
{
	struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_10);

	(void)state;
	listen(t);
	bp_nvme_init_mdts(&t->nvme.ctrl, 40, 2);
	assert_said(t, BP_SITE_NVME_MDTS_SHIFT, 1, 40, 45);
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_bad_sg__two_entries__payload_and_each),
		cmocka_unit_test(nvme_pci_setup_prps__the_list_ended__what_is_left),
		cmocka_unit_test(nvme_unmap_data__no_entries__which_request),
		cmocka_unit_test(nvme_map_data__short_element__bytes_used_and_there),
		cmocka_unit_test(nvme_setup_cmd__cannot_be_done__why),
		cmocka_unit_test(bp_nvme_init_mdts__shift_overflows__by_what),
	};

	return cmocka_run_group_tests_name("nvme/said_of_data", tests, NULL, NULL);
}
