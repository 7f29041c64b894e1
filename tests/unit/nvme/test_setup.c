/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands (NVH-6, NVH-7, EX-NVME-13 to 15).
 */
#include "nvme_test.h"

static blk_status_t setup(struct t_nvme *t, unsigned opf, sector_t sector, unsigned bytes)
{
	t_nvme_request(t, opf, 1, T_VECS({ 0x10000, 512 }));
	t->r.rq.__sector = sector;
	t->r.rq.__data_len = bytes;
	t->r.rq.tag = 0x17;
	memset(&t->cmd, 0xee, sizeof(t->cmd));
	return nvme_setup_cmd(&t->ns, &t->r.rq, &t->cmd);
}

static u32 dword(const struct t_nvme *t, unsigned n)
{
	__le32 value;

	memcpy(&value, &t->cmd.bp_bytes[n * 4], 4);
	return le32_to_cpu(value);
}

/* EX-NVME-13: every byte. */
static void nvme_setup_cmd__read_of_16_blocks__64_bytes(void **state)
{
	static const u8 want[64] = {
		0x02, 0x00,	   0x17,	0x00,	     0x04,	  0x03,	      0x02,
		0x01, [26] = 0x01, [33] = 0x10, [34] = 0x01, [41] = 0x10, [48] = 0x0f
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->ns.ns_id = 0x01020304;
	assert_int_equal(setup(t, REQ_OP_READ, 0x1000, 8192), BLK_STS_OK);
	t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 0x2000 }));
	t->r.rq.__sector = 0x1000;
	t->r.rq.tag = 0x17;
	assert_int_equal(nvme_setup_cmd(&t->ns, &t->r.rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(nvme_map_data(&t->nvme, &t->r.rq, &t->cmd), BLK_STS_OK);
	assert_memory_equal(t->cmd.bp_bytes, want, 64);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

static void nvme_setup_cmd__flags_of_reads_and_writes__table(void **state)
{
	static const struct {
		const char *name;
		unsigned opf;
		u8 opcode;
		u32 cdw12, cdw13;
	} cases[] = {
		{ "plain", REQ_OP_WRITE, 1, 0xff, 0 },
		{ "EX-NVME-14: FUA", REQ_OP_WRITE | REQ_FUA, 1, 0x400000ff, 0 },
		{ "failfast device", REQ_OP_READ | REQ_FAILFAST_DEV, 2, 0x800000ff, 0 },
		{ "failfast transport", REQ_OP_READ | REQ_FAILFAST_TRANSPORT, 2, 0xff, 0 },
		{ "read ahead", REQ_OP_READ | REQ_RAHEAD, 2, 0x800000ff, 7 },
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		assert_int_equal(setup(t, cases[i].opf, 0x100002000, 256 * 512), BLK_STS_OK);
		if (dword(t, 12) != cases[i].cdw12 || dword(t, 13) != cases[i].cdw13)
			fail_msg("%s: 0x%x 0x%x", cases[i].name, dword(t, 12), dword(t, 13));
		assert_int_equal(t->cmd.rw.opcode, cases[i].opcode);
		assert_int_equal(dword(t, 1), 1);
		assert_int_equal(dword(t, 10), 0x2000);
		assert_int_equal(dword(t, 11), 1);
		assert_int_equal(dword(t, 14), 0);
	}
	t_nvme_stop(t);
}

/* NVH-7: reading ahead alone, whatever the block layer adds to it. */
static void nvme_setup_cmd__read_ahead_without_failfast__limited_retry(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 512 }));

	(void)state;
	rq->cmd_flags = REQ_OP_READ | REQ_RAHEAD;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(dword(t, 12), 0x80000000);
	assert_int_equal(dword(t, 13), 7);
	t_nvme_stop(t);
}

/* Blocks of 4 KiB: address and length are in blocks. */
static void nvme_setup_cmd__large_blocks__in_blocks(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->ns.lba_shift = 12;
	assert_int_equal(setup(t, REQ_OP_READ, 0x80, 3 * 4096), BLK_STS_OK);
	assert_int_equal(dword(t, 10), 0x10);
	assert_int_equal(dword(t, 12), 2);
	t_nvme_stop(t);
}

static void nvme_setup_cmd__write_streams__table(void **state)
{
	static const struct {
		unsigned opf;
		u16 hint, streams;
		u32 cdw12, cdw13;
	} cases[] = {
		{ REQ_OP_WRITE, 0, 4, 0, 0 },
		{ REQ_OP_WRITE, 1, 4, 0, 0 },
		{ REQ_OP_WRITE, 2, 4, 1u << 20, 1u << 16 },
		{ REQ_OP_WRITE, 5, 4, 1u << 20, 4u << 16 },
		{ REQ_OP_WRITE, 6, 4, 0, 0 },
		{ REQ_OP_WRITE, 2, 0, 0, 0 },
		{ REQ_OP_READ, 2, 4, 0, 0 },
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_nvme_request(t, cases[i].opf, 1, T_VECS({ 0x10000, 512 }));
		t->nvme.ctrl.nr_streams = cases[i].streams;
		t->r.rq.write_hint = cases[i].hint;
		assert_int_equal(nvme_setup_cmd(&t->ns, &t->r.rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(dword(t, 12), cases[i].cdw12);
		assert_int_equal(dword(t, 13), cases[i].cdw13);
	}
	assert_hits(&t->w.env, BP_SITE_NVME_STREAM, 1);
	t_nvme_stop(t);
}

/* A namespace with metadata, a request without: the controller makes protection, or nobody. */
static void nvme_setup_cmd__metadata_namespace__table(void **state)
{
	static const struct {
		u8 pi_type;
		u16 ms;
		blk_status_t status;
		u32 prinfo, reftag;
	} cases[] = {
		{ 0, 8, BLK_STS_NOTSUPP, 0, 0 },   { 1, 16, BLK_STS_NOTSUPP, 0, 0 },
		{ 1, 8, BLK_STS_OK, 0xd, 0x1234 }, /* PRACT, guard, reference */
		{ 2, 8, BLK_STS_OK, 0xd, 0x1234 }, { 3, 8, BLK_STS_OK, 0xc, 0 },
	};
	struct t_nvme *t = t_nvme_start();
	unsigned warnings = 0;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t->ns.pi_type = cases[i].pi_type;
		t->ns.ms = cases[i].ms;
		assert_int_equal(setup(t, REQ_OP_READ, 0x500001234, 512), cases[i].status);
		warnings += cases[i].status != 0;
		assert_hits(&t->w.env, BP_SITE_NVME_NO_PI, warnings);
		if (cases[i].status)
			continue;
		assert_int_equal(dword(t, 12) >> 26 & 0xf, cases[i].prinfo);
		assert_int_equal(dword(t, 14), cases[i].reftag);
	}
	t_nvme_stop(t);
}

/* Each field adds to the dword that it shares; one does not take another's place. */
static void nvme_setup_cmd__all_flags_together__each_is_there(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.nr_streams = 4;
	t->ns.pi_type = 1;
	t->ns.ms = 8;
	t_nvme_request(t, REQ_OP_WRITE | REQ_FUA | REQ_FAILFAST_DEV | REQ_RAHEAD, 1,
		       T_VECS({ 0x10000, 512 }));
	t->r.rq.write_hint = 2;
	t->r.rq.rq_flags = RQF_QUIET;
	t->r.iod.req.retries = 3;
	assert_int_equal(nvme_setup_cmd(&t->ns, &t->r.rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(dword(t, 12), 0xf4100000);
	assert_int_equal(dword(t, 13), 1u << 16 | 7);
	assert_int_equal(t->r.rq.rq_flags, RQF_QUIET | RQF_DONTPREP);
	assert_int_equal(t->r.iod.req.retries, 0);
	t_nvme_stop(t);
}

/* EX-NVME-15 */
static void nvme_setup_cmd__flush_and_write_zeroes__no_data_pointer(void **state)
{
	static const u8 flush[64] = { 0x00, 0x00, 0x17, 0x00, 0x01, 0x02 };
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->ns.ns_id = 0x201;
	assert_int_equal(setup(t, REQ_OP_FLUSH, 0, 0), BLK_STS_OK);
	assert_memory_equal(t->cmd.bp_bytes, flush, 64);
	assert_int_equal(setup(t, REQ_OP_WRITE_ZEROES, 0x800, 0x400 * 512), BLK_STS_OK);
	assert_int_equal(t->cmd.rw.opcode, 0x08);
	assert_int_equal(dword(t, 1), 0x201);
	assert_int_equal(dword(t, 10), 0x800);
	assert_int_equal(dword(t, 12), 0x3ff);
	assert_int_equal(t_prp1(t), 0);
	t_nvme_stop(t);
}

static void nvme_setup_cmd__passthrough__copy_with_an_id(void **state)
{
	struct nvme_command mine = { .common = { .opcode = nvme_admin_identify } };
	struct t_nvme *t = t_nvme_start();

	(void)state;
	mine.common.cdw10 = cpu_to_le32(1);
	for (unsigned op = REQ_OP_DRV_IN; op <= REQ_OP_DRV_OUT; op++) {
		t_nvme_request(t, op, 1, T_VECS({ 0x10000, 4096 }));
		t->r.iod.req.cmd = &mine;
		t->r.rq.tag = 5;
		assert_int_equal(nvme_setup_cmd(NULL, &t->r.rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(t->cmd.common.opcode, nvme_admin_identify);
		assert_int_equal(dword(t, 10), 1);
		assert_int_equal(le16_to_cpu(t->cmd.common.command_id), 5);
	}
	t_nvme_stop(t);
}

static void nvme_setup_cmd__no_such_command__ioerr_and_one_warning(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	assert_int_equal(setup(t, REQ_OP_WRITE_SAME, 0, 512), BLK_STS_IOERR);
	assert_int_equal(setup(t, 200, 0, 512), BLK_STS_IOERR);
	assert_int_equal(setup(t, REQ_OP_MASK, 0, 512), BLK_STS_IOERR);
	t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 512 }));
	assert_int_equal(nvme_setup_cmd(NULL, &t->r.rq, &t->cmd), BLK_STS_IOERR);
	assert_hits(&t->w.env, BP_SITE_NVME_UNKNOWN_OP, 1);
	t_nvme_stop(t);
}

/* NVH-6: a request that comes back keeps its count. */
static void nvme_setup_cmd__requeued__keeps_retries(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 512 }));
	t->r.iod.req.retries = 3;
	t->r.iod.req.flags = NVME_REQ_CANCELLED;
	nvme_setup_cmd(&t->ns, &t->r.rq, &t->cmd);
	assert_int_equal(t->r.iod.req.retries, 0);
	assert_int_equal(t->r.iod.req.flags, 0);
	assert_true(t->r.rq.rq_flags & RQF_DONTPREP);
	t->r.iod.req.retries = 3;
	nvme_setup_cmd(&t->ns, &t->r.rq, &t->cmd);
	assert_int_equal(t->r.iod.req.retries, 3);
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_setup_cmd__read_of_16_blocks__64_bytes),
		cmocka_unit_test(nvme_setup_cmd__flags_of_reads_and_writes__table),
		cmocka_unit_test(nvme_setup_cmd__read_ahead_without_failfast__limited_retry),
		cmocka_unit_test(nvme_setup_cmd__large_blocks__in_blocks),
		cmocka_unit_test(nvme_setup_cmd__write_streams__table),
		cmocka_unit_test(nvme_setup_cmd__metadata_namespace__table),
		cmocka_unit_test(nvme_setup_cmd__all_flags_together__each_is_there),
		cmocka_unit_test(nvme_setup_cmd__flush_and_write_zeroes__no_data_pointer),
		cmocka_unit_test(nvme_setup_cmd__passthrough__copy_with_an_id),
		cmocka_unit_test(nvme_setup_cmd__no_such_command__ioerr_and_one_warning),
		cmocka_unit_test(nvme_setup_cmd__requeued__keeps_retries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
