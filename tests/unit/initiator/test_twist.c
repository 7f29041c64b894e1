/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a hostile host sends, and what its adapter says to those who believe it (rdma-nvmet.md D,
 * A8).
 */
#include "bp_test.h"
#include "fake_target.h"

static const struct nvme_keyed_sgl_desc *told(const struct t_fake *t)
{
	return nvmf_keyed_sgl(&t->last.cmd);
}

/* Silent targets only look. */
static void send(struct t_fake *t, enum bp_initiator_way way, struct bp_initiator_twist twist)
{
	const struct t_fake_rw rw = {
		.opcode = nvme_cmd_write, .bytes = 4096, .way = way, .twist = twist
	};

	t->config.timeout_ns = 1000000;
	t_fake_start(t);
	t->answer = T_FAKE_SILENT;
	assert_true(t_fake_do(t, &rw).is_lost);
	assert_int_equal(t->last.nr, 1);
}

static void twist__flags_and_type__turned(void **state)
{
	struct t_fake *t = *state;

	send(t, BP_INITIATOR_KEYED,
	     (struct bp_initiator_twist){ .xor_flags = 0x41, .xor_type = 0x40 });
	assert_int_equal(t->last.cmd.common.flags, 0x01);
	assert_int_equal(told(t)->type, 0x0f);
}

static void twist__keyed_descriptor__address_length_key(void **state)
{
	struct t_fake *t = *state;

	send(t, BP_INITIATOR_KEYED,
	     (struct bp_initiator_twist){
		     .add_addr = 0x1000, .add_length = (u32)-512, .xor_key = 0x80 });
	assert_int_equal(le64_to_cpu(told(t)->addr), t->config.base + 0x1000);
	assert_int_equal(bp_nvmf_keyed_length(told(t)), 3584);
	assert_int_equal(le32_to_cpu(told(t)->key) & 0x80, 0x80);
}

/* G18: an offset that wraps. */
static void twist__offset_descriptor__any_offset(void **state)
{
	struct t_fake *t = *state;

	send(t, BP_INITIATOR_CAPSULE,
	     (struct bp_initiator_twist){ .add_addr = 0xfffffffffffff000ull });
	assert_memory_equal(&t->last.cmd.common.dptr,
			    "\x00\xf0\xff\xff\xff\xff\xff\xff"
			    "\0\x10\0\0\0\0\0\x01",
			    16);
	assert_int_equal(t->last.bytes, 64 + 4096);
}

static void twist__missing_capsule__short(void **state)
{
	struct t_fake *t = *state;

	send(t, BP_INITIATOR_CAPSULE, (struct bp_initiator_twist){ .missing_capsule = 1 });
	assert_int_equal(t->last.bytes, 63);
}

/* The target believes it, and its READ fails: R-A8, both queue pairs end. */
static void refused(struct t_fake *t, u8 opcode, struct bp_initiator_twist twist)
{
	const struct t_fake_rw rw = { opcode, 0, 0, 8192, BP_INITIATOR_KEYED, twist };

	t_fake_start(t);
	assert_true(t_fake_do(t, &rw).is_lost);
	assert_int_equal(bp_rdma_counters(bp_initiator_adapter(t->host))->naks, 1);
	assert_int_not_equal(t->queues[1].errors, 0);
}

static void twist__bad_key__access_error(void **state)
{
	refused(*state, nvme_cmd_write, (struct bp_initiator_twist){ .xor_key = 1 });
}

static void twist__short_region__access_error(void **state)
{
	refused(*state, nvme_cmd_write, (struct bp_initiator_twist){ .short_region = 512 });
}

static void twist__no_remote_read__access_error(void **state)
{
	refused(*state, nvme_cmd_write,
		(struct bp_initiator_twist){ .xor_access = IB_ACCESS_REMOTE_READ });
}

static void twist__no_remote_write__access_error(void **state)
{
	refused(*state, nvme_cmd_read,
		(struct bp_initiator_twist){ .xor_access = IB_ACCESS_REMOTE_WRITE });
}

static void twist__drops__after_so_long(void **state)
{
	struct t_fake *t = *state;
	const struct t_fake_rw rw = { .opcode = nvme_cmd_read,
				      .bytes = 512,
				      .twist = { .drops = true, .drop_ns = 300000000 } };
	u64 began;

	t_fake_start(t);
	t->answer = T_FAKE_SILENT;
	began = t->env->now_ns;
	assert_true(t_fake_do(t, &rw).is_lost);
	assert_in_range(t->env->now_ns - began, 300000000, 310000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_fake(twist__flags_and_type__turned),
		t_with_fake(twist__keyed_descriptor__address_length_key),
		t_with_fake(twist__offset_descriptor__any_offset),
		t_with_fake(twist__missing_capsule__short),
		t_with_fake(twist__bad_key__access_error),
		t_with_fake(twist__short_region__access_error),
		t_with_fake(twist__no_remote_read__access_error),
		t_with_fake(twist__no_remote_write__access_error),
		t_with_fake(twist__drops__after_so_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
