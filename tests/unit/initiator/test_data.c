/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the data of a command goes, and how that is told (rdma-nvmet.md D1 to D3, R-D7).
 */
#include <string.h>

#include "bp_test.h"
#include "fake_target.h"

static void fill(struct t_fake *t, u64 offset, u32 bytes)
{
	for (u32 i = 0; i < bytes; i++)
		*t_fake_memory(t, offset + i) = (u8)(i * 7 + offset / 512 + 1);
}

static void same_blocks(struct t_fake *t, u64 slba, u64 offset, u32 bytes)
{
	u8 blocks[65536];

	t_fake_get(t, slba, blocks, bytes);
	assert_memory_equal(blocks, t_fake_memory(t, offset), bytes);
}

static const struct nvme_keyed_sgl_desc *told(const struct t_fake *t)
{
	return nvmf_keyed_sgl(&t->last.cmd);
}

/* R-D7: at most inline_bytes of a write go along; R-D3: offset 0, and the length. */
static void submit__small_write__in_the_capsule(void **state)
{
	struct t_fake *t = *state;

	t_fake_start(t);
	fill(t, 0, 4096);
	t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_write, .slba = 16, .bytes = 4096 });
	assert_int_equal(t->last.bytes, 64 + 4096);
	assert_memory_equal(&t->last.cmd.common.dptr,
			    "\0\0\0\0\0\0\0\0"
			    "\0\x10\0\0\0\0\0\x01",
			    16);
	same_blocks(t, 16, 0, 4096);
	assert_int_equal(bp_initiator_counters(t->host)->registered, 1);  /* a connect */
	assert_int_equal(bp_initiator_counters(t->host)->inline_data, 2); /* and a connect */
}

/* R-D2, R-D7: iova, length, key, 0x4f; the next use of the MR has the next key. */
static void submit__larger_write__by_key(void **state)
{
	struct t_fake *t = *state;
	u32 key;

	t_fake_start(t);
	fill(t, 512, 4608);
	t_fake_do(t, &(struct t_fake_rw){
			     .opcode = nvme_cmd_write, .slba = 16, .offset = 512, .bytes = 4608 });
	assert_int_equal(t->last.bytes, 64);
	assert_int_equal(le64_to_cpu(told(t)->addr), bp_initiator_area(t->host) + 512);
	assert_int_equal(bp_nvmf_keyed_length(told(t)), 4608);
	assert_int_equal(told(t)->type, 0x4f);
	same_blocks(t, 16, 512, 4608);
	key = le32_to_cpu(told(t)->key);
	t_fake_do(t, &(struct t_fake_rw){
			     .opcode = nvme_cmd_write, .slba = 32, .offset = 512, .bytes = 4608 });
	assert_int_equal(le32_to_cpu(told(t)->key), (key & 0xffffff00) | ((key + 1) & 0xff));
	assert_int_equal(bp_initiator_counters(t->host)->remote_invalidated, 3); /* and a connect */
	assert_int_equal(bp_initiator_counters(t->host)->local_invalidated, 0);
}

static void submit__read__by_key_however_small(void **state)
{
	struct t_fake *t = *state;
	u8 blocks[512];

	t_fake_start(t);
	memset(blocks, 0x3c, sizeof(blocks));
	t_fake_put(t, 5, blocks, sizeof(blocks));
	t_fake_do(t, &(struct t_fake_rw){
			     .opcode = nvme_cmd_read, .slba = 5, .offset = 1024, .bytes = 512 });
	assert_int_equal(told(t)->type, 0x4f);
	assert_memory_equal(t_fake_memory(t, 1024), blocks, 512);
	assert_int_equal(*t_fake_memory(t, 1023), 0);
	assert_int_equal(*t_fake_memory(t, 1536), 0);
}

/* R-D7: no data: type 0x40, length 0, key 0. */
static void submit__no_data__empty_descriptor(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_command command = { .cmd = bp_initiator_flush(1) };

	t_fake_start(t);
	assert_int_equal(bp_initiator_do(t->host, 1, &command), 0);
	assert_memory_equal(&t->last.cmd.common.dptr,
			    "\0\0\0\0\0\0\0\0"
			    "\0\0\0\0\0\0\0\x40",
			    16);
	assert_int_equal(t->last.cmd.common.flags, 0x40);
}

/* R-D7: without invalidation by the target, the host does it before the command is over. */
static void submit__keyed_own__invalidated_here(void **state)
{
	struct t_fake *t = *state;
	const struct t_fake_rw rw = { .opcode = nvme_cmd_write,
				      .bytes = 512,
				      .way = BP_INITIATOR_KEYED_OWN };

	t_fake_start(t);
	fill(t, 0, 512);
	t_fake_do(t, &rw);
	assert_int_equal(told(t)->type, 0x40);
	same_blocks(t, 0, 0, 512);
	assert_int_equal(bp_initiator_counters(t->host)->local_invalidated, 1);
	assert_int_equal(bp_initiator_counters(t->host)->remote_invalidated, 1); /* a connect */
	assert_int_equal(bp_rdma_counters(bp_initiator_adapter(t->host))->wr[IB_WR_LOCAL_INV], 1);
}

static void submit__keyed__not_in_the_capsule(void **state)
{
	struct t_fake *t = *state;
	const struct t_fake_rw rw = { .opcode = nvme_cmd_write,
				      .bytes = 512,
				      .way = BP_INITIATOR_KEYED };

	t_fake_start(t);
	t_fake_do(t, &rw);
	assert_int_equal(told(t)->type, 0x4f);
	assert_int_equal(t->last.bytes, 64);
}

static void submit__capsule_wanted__however_much(void **state)
{
	struct t_fake *t = *state;
	const struct t_fake_rw rw = {
		.opcode = nvme_cmd_write, .slba = 8, .bytes = 8192, .way = BP_INITIATOR_CAPSULE
	};

	t_fake_start(t);
	fill(t, 0, 8192);
	t_fake_do(t, &rw);
	assert_int_equal(t->last.bytes, 64 + 8192);
	same_blocks(t, 8, 0, 8192);
}

/* Four pieces from different places, in order. */
static void submit__segments__joined(void **state)
{
	struct t_fake *t = *state;
	const u64 area = t->config.base;
	const struct bp_initiator_segment segments[] = {
		{ area + 0x8e00, 512 },
		{ area + 0x2000, 4096 },
		{ area + 0x6000, 4096 },
		{ area + 0x1000, 1024 },
	};
	struct bp_initiator_command command = {
		.cmd = bp_initiator_rw(nvme_cmd_write, 1, 64, 19),
		.segments = segments,
		.nr_segments = 4,
	};
	u8 blocks[19 * 512];

	t_fake_start(t);
	fill(t, 0, 0xa000);
	assert_int_equal(bp_initiator_do(t->host, 1, &command), 0);
	assert_int_equal(command.cmd.common.dptr.sgl.type, 0x4f);
	t_fake_get(t, 64, blocks, sizeof(blocks));
	assert_memory_equal(blocks, t_fake_memory(t, 0x8e00), 512);
	assert_memory_equal(blocks + 512, t_fake_memory(t, 0x2000), 4096);
	assert_memory_equal(blocks + 4608, t_fake_memory(t, 0x6000), 4096);
	assert_memory_equal(blocks + 8704, t_fake_memory(t, 0x1000), 1024);
}

/* R-D7: admin commands never have data in the capsule. */
static void connect__admin__data_by_key(void **state)
{
	struct t_fake *t = *state;

	t_fake_start(t);
	assert_int_equal(bp_initiator_counters(t->host)->inline_data, 1);
	assert_int_equal(bp_initiator_counters(t->host)->registered, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_fake(submit__small_write__in_the_capsule),
		t_with_fake(submit__larger_write__by_key),
		t_with_fake(submit__read__by_key_however_small),
		t_with_fake(submit__no_data__empty_descriptor),
		t_with_fake(submit__keyed_own__invalidated_here),
		t_with_fake(submit__keyed__not_in_the_capsule),
		t_with_fake(submit__capsule_wanted__however_much),
		t_with_fake(submit__segments__joined),
		t_with_fake(connect__admin__data_by_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
