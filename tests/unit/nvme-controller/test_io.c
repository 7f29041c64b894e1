/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an I/O command is refused for, and in which order (NVC-28 to NVC-30).
 */
#include "io_test.h"

#define BLOCKS 1000u
#define T_REFUSED(status) ((u16)((status) | DNR))

/* Blocks with protection of type 1, so that there is a PRINFO to be wrong. */
static struct t_io *start(void)
{
	return t_io_new(&(struct bp_nvme_namespace_config){
		.blocks = BLOCKS,
		.formats = { { .lbads = 9, .ms = 8 } },
		.nr_formats = 1,
		.layout = { .pi_type = 1 },
	});
}

/* A command with everything wrong is mended from front to back: each time the next is seen. */
static void bp_nvme_io_execute__all_wrong__first_in_order(void **state)
{
	struct t_io *t = start();
	struct nvme_command cmd = t_rw(t, 0x7f, BLOCKS, 8);

	(void)state;
	t->dma->ctrl.config.mdts = 0;
	cmd.rw.nsid = cpu_to_le32(0);
	cmd.rw.flags = 0xc0 | 1; /* PSDT 11b, fused */
	cmd.rw.control = cpu_to_le16(NVME_RW_PRINFO_PRCHK_REF);
	cmd.rw.reftag = cpu_to_le32(1);
	t->ns->protect = BP_NVME_READ_ONLY;
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_INVALID_OPCODE));
	cmd.rw.opcode = nvme_cmd_write;
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_INVALID_NS));
	cmd.rw.nsid = cpu_to_le32(1);
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_INVALID_FIELD));
	cmd.rw.flags = 0xc0;
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_INVALID_PI));
	cmd.rw.reftag = cpu_to_le32(BLOCKS);
	t->dma->ctrl.config.mdts = 1; /* 8 KiB, and 4096 bytes of data are not too long */
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_LBA_RANGE));
	cmd.rw.length = cpu_to_le16(16);
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_INVALID_FIELD));
	cmd.rw.length = cpu_to_le16(7);
	cmd.rw.slba = cpu_to_le64(0);
	cmd.rw.reftag = cpu_to_le32(0);
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_READ_ONLY));
	t->ns->protect = BP_NVME_WRITE_PROTECTED;
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_NS_WRITE_PROTECTED));
	t->ns->protect = BP_NVME_WRITABLE;
	assert_int_equal(t_io(t, &cmd), T_REFUSED(NVME_SC_INVALID_FIELD)); /* PSDT */
	assert_int_equal(t->dma->nr_events, 0);				   /* INV-NVME-23 */
	cmd.rw.flags = NVME_CMD_SGL_METABUF;
	cmd.rw.control = cpu_to_le16(NVME_RW_PRINFO_PRACT);
	assert_int_equal(t_io(t, &cmd), 0);
	t_io_free(t);
}

static void bp_nvme_io_execute__nsid__by_what_there_is(void **state)
{
	static const struct {
		u8 opcode;
		u32 nsid;
		u16 status;
	} cases[] = {
		{ nvme_cmd_read, 0, T_REFUSED(NVME_SC_INVALID_NS) }, /* SV-10 */
		{ nvme_cmd_read, 2, T_REFUSED(NVME_SC_INVALID_FIELD) },
		{ nvme_cmd_read, 3, 0 },
		{ nvme_cmd_read, 4, T_REFUSED(NVME_SC_INVALID_NS) },
		{ nvme_cmd_read, 0xffffffff, T_REFUSED(NVME_SC_INVALID_NS) },
		{ nvme_cmd_read, 0xfffffffe, T_REFUSED(NVME_SC_INVALID_NS) },
		{ nvme_cmd_dsm, 0xffffffff, T_REFUSED(NVME_SC_INVALID_NS) },
		{ nvme_cmd_flush, 0, T_REFUSED(NVME_SC_INVALID_NS) },
		{ nvme_cmd_flush, 2, T_REFUSED(NVME_SC_INVALID_FIELD) },
		{ nvme_cmd_flush, 3, 0 },
		{ nvme_cmd_flush, 0xffffffff, 0 },
	};
	struct t_io *t = start();

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct nvme_command cmd = t_rw(t, cases[i].opcode, 0, 1);

		cmd.rw.nsid = cpu_to_le32(cases[i].nsid);
		if (t_io(t, &cmd) != cases[i].status)
			fail_msg("opcode %02x nsid %x: %x", cases[i].opcode, cases[i].nsid,
				 t->dma->run.status);
	}
	t_io_free(t);
}

/* Every opcode with every bit of ONCS: what there is, and that nothing else is. */
static void bp_nvme_io_execute__opcodes__by_oncs(void **state)
{
	static const struct {
		u8 opcode;
		u16 oncs;
	} there[] = { { 0x00, 0 },	{ 0x01, 0 },	  { 0x02, 0 },	    { 0x04, 1 << 1 },
		      { 0x05, 1 << 0 }, { 0x08, 1 << 3 }, { 0x09, 1 << 2 }, { 0x0c, 1 << 7 } };
	struct t_io *t = start();

	(void)state;
	for (unsigned opcode = 0; opcode < 256; opcode++) {
		struct nvme_command cmd = t_rw(t, (u8)opcode, 0, 1);
		bool known = false;
		u16 oncs = 0;

		for (unsigned i = 0; i < bp_array_size(there); i++) {
			known |= there[i].opcode == opcode;
			oncs |= there[i].opcode == opcode ? there[i].oncs : 0;
		}
		cmd.rw.nsid = cpu_to_le32(77);
		t->dma->ctrl.config.oncs = oncs;
		assert_int_equal(t_io(t, &cmd),
				 T_REFUSED(known ? NVME_SC_INVALID_NS : NVME_SC_INVALID_OPCODE));
		t->dma->ctrl.config.oncs = (u16)~oncs;
		assert_int_equal(t_io(t, &cmd), T_REFUSED(known && !oncs ? NVME_SC_INVALID_NS
									 : NVME_SC_INVALID_OPCODE));
	}
	t_io_free(t);
}

/* NVC-29, SV-10: no sum wraps. */
static void bp_nvme_io_execute__blocks_outside__lba_range(void **state)
{
	static const u8 opcodes[] = {
		nvme_cmd_write,	      nvme_cmd_read,	     nvme_cmd_compare,
		nvme_cmd_write_uncor, nvme_cmd_write_zeroes, nvme_cmd_verify
	};
	static const struct {
		u64 slba;
		u32 blocks;
		bool inside;
	} cases[] = {
		{ 0, 1, true },
		{ BLOCKS - 1, 1, true },
		{ BLOCKS - 8, 8, true },
		{ BLOCKS - 7, 8, false },
		{ BLOCKS - 1, 2, false },
		{ BLOCKS, 1, false },
		{ 1ull << 40, 1, false },
		{ UINT64_MAX, 1, false },
		{ UINT64_MAX, 2, false },
		{ UINT64_MAX - 7, 8, false },
		{ 0ull - 4, 65536, false },
		{ 0, 65536, false },
		{ 0x8000000000000000ull, 65536, false },
	};
	struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){ .blocks = BLOCKS });

	(void)state;
	for (unsigned o = 0; o < bp_array_size(opcodes); o++)
		for (unsigned i = 0; i < bp_array_size(cases); i++) {
			const u16 status = t_io_rw(t, opcodes[o], cases[i].slba, cases[i].blocks);

			if ((status == T_REFUSED(NVME_SC_LBA_RANGE)) == cases[i].inside)
				fail_msg("opcode %02x case %u: %x", opcodes[o], i, status);
			if (!cases[i].inside)
				assert_int_equal(t->dma->nr_events, 0);
		}
	t_io_free(t);
}

/* NVC-19: what does not move has no largest transfer; extended metadata moves. */
static void bp_nvme_io_execute__larger_than_mdts__refused_if_it_moves(void **state)
{
	static const struct {
		u8 opcode;
		u32 blocks;
		u16 status;
	} cases[] = {
		{ nvme_cmd_read, 16, 0 },
		{ nvme_cmd_read, 17, T_REFUSED(NVME_SC_INVALID_FIELD) },
		{ nvme_cmd_write, 17, T_REFUSED(NVME_SC_INVALID_FIELD) },
		{ nvme_cmd_compare, 17, T_REFUSED(NVME_SC_INVALID_FIELD) },
		{ nvme_cmd_write_zeroes, 1000, 0 },
		{ nvme_cmd_verify, 1000, 0 },
		{ nvme_cmd_write_uncor, 1000, 0 },
	};
	struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){ .blocks = BLOCKS });

	(void)state;
	t->dma->ctrl.config.mdts = 1;
	for (unsigned i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(t_io_rw(t, cases[i].opcode, 0, cases[i].blocks), cases[i].status);
	t_io_free(t);
	t = t_io_new(&(struct bp_nvme_namespace_config){ .blocks = BLOCKS,
							 .formats = { { .lbads = 9, .ms = 16 } },
							 .nr_formats = 1,
							 .layout = { .extended = true } });
	t->dma->ctrl.config.mdts = 1;
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 15), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 16), T_REFUSED(NVME_SC_INVALID_FIELD));
	t_io_free(t);
}

/* NVC-30: what reads is allowed. */
static void bp_nvme_io_execute__read_only__nothing_changes(void **state)
{
	static const u8 writing[] = { nvme_cmd_write, nvme_cmd_write_uncor, nvme_cmd_write_zeroes,
				      nvme_cmd_dsm };
	static const u8 reading[] = { nvme_cmd_read, nvme_cmd_compare, nvme_cmd_verify,
				      nvme_cmd_flush };
	struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){
		.blocks = BLOCKS, .protect = BP_NVME_READ_ONLY });

	(void)state;
	for (unsigned i = 0; i < bp_array_size(writing); i++)
		assert_int_equal(t_io_rw(t, writing[i], 0, 1), T_REFUSED(NVME_SC_READ_ONLY));
	for (unsigned i = 0; i < bp_array_size(reading); i++)
		assert_int_equal(t_io_rw(t, reading[i], 0, 1), 0);
	assert_int_equal(bp_medium_used(t->ns->medium), 0);
	t_io_free(t);
}

/* NVC-29: four blocks of capacity. */
static void bp_nvme_io_execute__thin__capacity_exceeded(void **state)
{
	struct t_io *t = t_io_new(
		&(struct bp_nvme_namespace_config){ .blocks = BLOCKS, .capacity_blocks = 4 });

	(void)state;
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 10, 3), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 10, 4), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 10, 4), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 9, 2), T_REFUSED(NVME_SC_CAP_EXCEEDED));
	assert_int_equal(t_io_rw(t, nvme_cmd_write_zeroes, 14, 1), T_REFUSED(NVME_SC_CAP_EXCEEDED));
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 900, 100), 0);
	assert_int_equal(bp_nvme_namespace_used(t->ns), 4);
	t_io_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_io_execute__all_wrong__first_in_order),
		cmocka_unit_test(bp_nvme_io_execute__nsid__by_what_there_is),
		cmocka_unit_test(bp_nvme_io_execute__opcodes__by_oncs),
		cmocka_unit_test(bp_nvme_io_execute__blocks_outside__lba_range),
		cmocka_unit_test(bp_nvme_io_execute__larger_than_mdts__refused_if_it_moves),
		cmocka_unit_test(bp_nvme_io_execute__read_only__nothing_changes),
		cmocka_unit_test(bp_nvme_io_execute__thin__capacity_exceeded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
