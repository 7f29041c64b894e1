/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults of the medium (NVC-30, NVC-37).
 */
#include <stdio.h>

#include "io_test.h"

#define BLOCKS 1000u
#define REFUSED(status) ((u16)((status) | DNR))

static struct t_io *start(void)
{
	struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){ .blocks = BLOCKS });

	t_host_fill(t, 'x', 8 * 512);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 0, 8), 0);
	return t;
}

/* Each command, what it is told, and that nothing moved or changed. */
static void fault_media__each_command__status_of_its_kind(void **state)
{
	static const struct {
		u8 opcode;
		u16 status;
	} cases[] = {
		{ nvme_cmd_read, NVME_SC_READ_ERROR },
		{ nvme_cmd_compare, NVME_SC_READ_ERROR },
		{ nvme_cmd_verify, NVME_SC_READ_ERROR },
		{ nvme_cmd_write, NVME_SC_WRITE_FAULT },
		{ nvme_cmd_write_zeroes, NVME_SC_WRITE_FAULT },
		{ nvme_cmd_flush, NVME_SC_WRITE_FAULT },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_io *t = start();
		const u64 cached = bp_medium_cached(t->ns->medium);

		t_fault(t, "media");
		t_host_fill(t, 'y', 512);
		assert_int_equal(t_io_rw(t, cases[i].opcode, 0, 1), cases[i].status);
		assert_int_equal(t->dma->run.moved, 0);
		assert_int_equal(t_medium_byte(t, 0), 'x');
		assert_int_equal(bp_medium_cached(t->ns->medium), cached);
		assert_int_equal(t->ns->counters.media_errors, 1);
		assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 1), 0);
		t_io_free(t);
	}
}

/* Every status of NVC-30 can be asked for by its number. */
static void fault_media__with_a_status__that_status(void **state)
{
	static const u16 statuses[] = { NVME_SC_GUARD_CHECK, NVME_SC_APPTAG_CHECK,
					NVME_SC_REFTAG_CHECK, NVME_SC_ACCESS_DENIED,
					NVME_SC_UNWRITTEN_BLOCK };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(statuses); i++) {
		struct t_io *t = start();
		char text[32];

		snprintf(text, sizeof(text), "media@%u", statuses[i]);
		t_fault(t, text);
		assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 1), statuses[i]);
		t_io_free(t);
	}
}

/* ..xx....    bad blocks 2 and 3, for whoever touches one of them */
static void fault_media__bad_blocks__touched_or_not(void **state)
{
	static const struct {
		u64 slba;
		u32 blocks;
		u16 status;
	} cases[] = {
		{ 0, 2, 0 }, { 0, 3, NVME_SC_READ_ERROR }, { 3, 1, NVME_SC_READ_ERROR }, { 4, 4, 0 }
	};
	struct t_io *t = start();

	(void)state;
	t_fault(t, "media:0,lba=2-3");
	for (unsigned i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(t_io_rw(t, nvme_cmd_read, cases[i].slba, cases[i].blocks),
				 cases[i].status);
	t_io_free(t);
}

static void fault_read_only__once__then_writable(void **state)
{
	struct t_io *t = start();

	(void)state;
	t_fault(t, "read-only");
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 1), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 0, 1), REFUSED(NVME_SC_READ_ONLY));
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 0, 1), 0);
	t_io_free(t);
}

/* Bit 4100 is bit 4 of byte 512: the first of the second block. */
static void fault_bit_flip__reading__the_host_sees_it(void **state)
{
	struct t_io *t = start();
	u8 data[3 * 512];

	(void)state;
	t_fault(t, "bit-flip@4100");
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 3), 0);
	t_ram_get(t->dma, T_HOST, data, sizeof(data));
	for (unsigned i = 0; i < sizeof(data); i++)
		assert_int_equal(data[i], i == 512 ? 'x' ^ 0x10 : 'x');
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 3), 0);
	assert_true(t_host_is(t, 'x', sizeof(data)));
	t_io_free(t);
}

/* On its way to the medium, in the second window; a number too large goes round. */
static void fault_bit_flip__writing__the_medium_has_it(void **state)
{
	struct t_io *t = start();
	char text[64];

	(void)state;
	t_host_fill(t, 'y', 200 * 512);
	snprintf(text, sizeof(text), "bit-flip@%u", 150 * 4096 + 200 * 4096);
	t_fault(t, text);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 0, 200), 0);
	for (u64 lba = 0; lba < 200; lba++)
		assert_int_equal(t_medium_byte(t, lba), lba == 150 ? 'y' ^ 1 : 'y');
	assert_int_equal(t->dma->ctrl.counters.faults, 1);
	t_io_free(t);
}

/* With protection nobody is deceived. */
static void fault_bit_flip__protected__guard_check(void **state)
{
	struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){
		.blocks = BLOCKS,
		.formats = { { .lbads = 9, .ms = 8 } },
		.nr_formats = 1,
		.layout = { .pi_type = 1 },
	});
	struct nvme_command cmd = t_rw(t, nvme_cmd_write, 0, 1);

	(void)state;
	cmd.rw.control = cpu_to_le16(NVME_RW_PRINFO_PRACT | NVME_RW_PRINFO_PRCHK_GUARD);
	t_fault(t, "bit-flip@77");
	assert_int_equal(t_io(t, &cmd), 0);
	cmd.rw.opcode = nvme_cmd_read;
	assert_int_equal(t_io(t, &cmd), NVME_SC_GUARD_CHECK);
	t_io_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fault_media__each_command__status_of_its_kind),
		cmocka_unit_test(fault_media__with_a_status__that_status),
		cmocka_unit_test(fault_media__bad_blocks__touched_or_not),
		cmocka_unit_test(fault_read_only__once__then_writable),
		cmocka_unit_test(fault_bit_flip__reading__the_host_sees_it),
		cmocka_unit_test(fault_bit_flip__writing__the_medium_has_it),
		cmocka_unit_test(fault_bit_flip__protected__guard_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
