/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection on its way through commands (NVC-38).
 */
#include "io_test.h"

#include <blkpath/t10_pi.h>

#define BLOCKS 1000u
#define N 4u
#define PRACT NVME_RW_PRINFO_PRACT
#define GUARD NVME_RW_PRINFO_PRCHK_GUARD
#define APP NVME_RW_PRINFO_PRCHK_APP
#define REF NVME_RW_PRINFO_PRCHK_REF
#define REFUSED(status) ((u16)((status) | DNR))

static struct t_io *start(u8 type, u16 ms, bool extended)
{
	return t_io_new(&(struct bp_nvme_namespace_config){
		.blocks = BLOCKS,
		.formats = { { .lbads = 9, .ms = ms } },
		.nr_formats = 1,
		.layout = { .pi_type = type, .extended = extended },
	});
}

static u16 rw(struct t_io *t, u8 opcode, u64 slba, u32 blocks, unsigned prinfo)
{
	struct nvme_command cmd = t_rw(t, opcode, slba, blocks);

	cmd.rw.control = cpu_to_le16((u16)prinfo);
	cmd.rw.reftag = cpu_to_le32((u32)slba);
	cmd.rw.apptag = cpu_to_le16(0xabcd);
	cmd.rw.appmask = cpu_to_le16(0xffff);
	if (prinfo & PRACT && bp_nvme_meta_bytes(t->ns) == 8)
		cmd.rw.dptr.sgl.length = cpu_to_le32(blocks * 512);
	return t_io(t, &cmd);
}

/* A block of the host as the block layer protects it: data at T_HOST, tuples at T_HOST_META. */
static void protect(struct t_io *t, u64 slba)
{
	u8 data[N * 512];
	struct t10_pi_tuple tuples[N];
	struct blk_integrity_iter run = { .prot_buf = tuples,
					  .data_buf = data,
					  .seed = slba,
					  .data_size = sizeof(data),
					  .interval = 512 };

	t_pattern(data, sizeof(data), 3);
	t10_pi_type1_crc.generate_fn(&run);
	t_ram_put(t->dma, T_HOST, data, sizeof(data));
	t_ram_put(t->dma, T_HOST_META, tuples, sizeof(tuples));
}

static void bp_nvme_io_write__tuples_of_the_block_layer__pass(void **state)
{
	struct t_io *t = start(1, 8, false);
	u8 tuples[2][N * 8];

	(void)state;
	protect(t, 100);
	t_ram_get(t->dma, T_HOST_META, tuples[0], sizeof(tuples[0]));
	assert_int_equal(rw(t, nvme_cmd_write, 100, N, GUARD | REF), 0);
	memset(tuples[1], 0, sizeof(tuples[1]));
	t_ram_put(t->dma, T_HOST_META, tuples[1], sizeof(tuples[1]));
	assert_int_equal(rw(t, nvme_cmd_read, 100, N, GUARD | REF), 0);
	t_ram_get(t->dma, T_HOST_META, tuples[1], sizeof(tuples[1]));
	assert_memory_equal(tuples[0], tuples[1], sizeof(tuples[0]));
	assert_int_equal(rw(t, nvme_cmd_compare, 100, N, GUARD | REF), 0);
	assert_int_equal(rw(t, nvme_cmd_verify, 100, N, GUARD | REF), 0);
	t_io_free(t);
}

/* A byte of what the host sends is wrong: it is not written, with the status of its kind. */
static void bp_nvme_io_write__wrong_tuple__refused(void **state)
{
	static const struct {
		const char *name;
		u32 at;
		unsigned prinfo;
		u16 status;
	} cases[] = {
		{ "data", T_HOST + 700, GUARD, NVME_SC_GUARD_CHECK },
		{ "guard", T_HOST_META + 8, GUARD, NVME_SC_GUARD_CHECK },
		{ "guard that nobody checks", T_HOST_META + 8, REF, 0 },
		{ "application tag", T_HOST_META + 10, APP, NVME_SC_APPTAG_CHECK },
		{ "reference tag", T_HOST_META + 15, REF, NVME_SC_REFTAG_CHECK },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_io *t = start(1, 8, false);
		u8 byte;

		print_message("# %s\n", cases[i].name);
		protect(t, 100);
		t_ram_get(t->dma, cases[i].at, &byte, 1);
		byte ^= 0x40;
		t_ram_put(t->dma, cases[i].at, &byte, 1);
		assert_int_equal(rw(t, nvme_cmd_write, 100, N, cases[i].prinfo), cases[i].status);
		assert_int_equal(bp_medium_used(t->ns->medium), cases[i].status ? 0 : N);
		assert_int_equal(t->ns->counters.media_errors, cases[i].status != 0);
		t_io_free(t);
	}
}

/* NVC-38.5: 126 blocks of 520 bytes are a window; what is wrong in the second leaves the first. */
static void bp_nvme_io_write__wrong_in_the_second_window__the_first_is_written(void **state)
{
	struct t_io *t = start(1, 8, false);
	u8 tuples[200 * 8];

	(void)state;
	memset(tuples, 0xff, sizeof(tuples));
	memset(tuples + 150 * 8, 0, 8);
	t_ram_put(t->dma, T_HOST_META, tuples, sizeof(tuples));
	t_host_fill(t, 'x', 200 * 512);
	assert_int_equal(rw(t, nvme_cmd_write, 0, 200, GUARD), NVME_SC_GUARD_CHECK);
	assert_int_equal(bp_medium_used(t->ns->medium), 126);
	t_io_free(t);
}

/* PRACT: no metadata travels, and the tuples are there, checked and stripped. */
static void bp_nvme_io_write__pract__tuples_are_the_controllers(void **state)
{
	(void)state;
	for (u8 type = 1; type <= 3; type++)
		for (unsigned extended = 0; extended < 2; extended++) {
			struct t_io *t = start(type, 8, extended);
			u8 sent[N * 512], got[N * 512], meta[8], data[512], of[1];

			t_pattern(sent, sizeof(sent), type);
			t_ram_put(t->dma, T_HOST, sent, sizeof(sent));
			assert_int_equal(rw(t, nvme_cmd_write, 100, N, PRACT), 0);
			assert_int_equal(t->dma->run.moved, sizeof(sent));
			assert_int_equal(bp_medium_read(t->ns->medium, 102, 1, data, meta, of), 0);
			assert_int_equal(meta[2] << 8 | meta[3], 0xabcd);
			assert_int_equal(meta[7], type == 3 ? 100 : 102);
			t_host_fill(t, 0, sizeof(sent));
			assert_int_equal(rw(t, nvme_cmd_read, 100, N, PRACT | GUARD | APP), 0);
			t_ram_get(t->dma, T_HOST, got, sizeof(got));
			assert_memory_equal(got, sent, sizeof(got));
			t_io_free(t);
		}
}

/* 16 bytes of metadata: it travels with PRACT too, and its tuple is replaced. */
static void bp_nvme_io_write__pract_and_more_metadata__the_rest_is_the_hosts(void **state)
{
	struct t_io *t = start(2, 16, false);
	u8 sent[16], meta[16], data[512], of[1];

	(void)state;
	t_pattern(sent, sizeof(sent), 8);
	t_ram_put(t->dma, T_HOST_META, sent, sizeof(sent));
	assert_int_equal(rw(t, nvme_cmd_write, 5, 1, PRACT), 0);
	assert_int_equal(bp_medium_read(t->ns->medium, 5, 1, data, meta, of), 0);
	assert_memory_equal(meta, sent, 8);
	assert_int_equal(meta[10] << 8 | meta[11], 0xabcd);
	assert_int_equal(meta[15], 5);
	t_io_free(t);
}

/* The tag that a read expects is not the one that was written. */
static void bp_nvme_io_read__other_tags__media_errors(void **state)
{
	struct t_io *t = start(2, 8, false);
	struct nvme_command cmd;

	(void)state;
	protect(t, 100);
	assert_int_equal(rw(t, nvme_cmd_write, 100, N, PRACT), 0);
	cmd = t_rw(t, nvme_cmd_read, 100, N);
	cmd.rw.control = cpu_to_le16(REF);
	cmd.rw.reftag = cpu_to_le32(99);
	assert_int_equal(t_io(t, &cmd), NVME_SC_REFTAG_CHECK);
	cmd.rw.control = cpu_to_le16(APP);
	cmd.rw.apptag = cpu_to_le16(0xabce);
	cmd.rw.appmask = cpu_to_le16(0xfffc);
	assert_int_equal(t_io(t, &cmd), 0);
	cmd.rw.appmask = cpu_to_le16(0x0001);
	assert_int_equal(t_io(t, &cmd), NVME_SC_APPTAG_CHECK);
	t_io_free(t);
}

/* NVC-38.1 */
static void bp_nvme_io_execute__prinfo_that_cannot_be__invalid_pi(void **state)
{
	static const struct {
		u8 type;
		u8 opcode;
		unsigned prinfo;
		bool refused;
	} cases[] = {
		{ 1, nvme_cmd_compare, PRACT, true },
		{ 1, nvme_cmd_verify, PRACT, true },
		{ 1, nvme_cmd_write_zeroes, GUARD, true },
		{ 1, nvme_cmd_write_zeroes, APP, true },
		{ 1, nvme_cmd_write_zeroes, REF, true },
		{ 1, nvme_cmd_write_zeroes, PRACT, false },
		{ 3, nvme_cmd_read, REF, true },
		{ 3, nvme_cmd_read, GUARD, false },
		{ 0, nvme_cmd_verify, PRACT, false },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_io *t = start(cases[i].type, 8, false);

		assert_int_equal(rw(t, cases[i].opcode, 10, 1, cases[i].prinfo),
				 cases[i].refused ? REFUSED(NVME_SC_INVALID_PI) : 0);
		t_io_free(t);
	}
}

/* NVC-38.4: what nobody protected can be read with all checks. */
static void bp_nvme_io_read__unprotected_blocks__pass_the_checks(void **state)
{
	struct t_io *t = start(1, 8, false);
	u8 tuples[N * 8];

	(void)state;
	assert_int_equal(rw(t, nvme_cmd_read, 100, N, GUARD | APP | REF), 0);
	t_ram_get(t->dma, T_HOST_META, tuples, sizeof(tuples));
	for (unsigned i = 0; i < sizeof(tuples); i++)
		assert_int_equal(tuples[i], 0xff);
	assert_int_equal(rw(t, nvme_cmd_write_zeroes, 100, N, 0), 0);
	assert_int_equal(rw(t, nvme_cmd_read, 100, N, GUARD | APP | REF), 0);
	assert_int_equal(rw(t, nvme_cmd_write_zeroes, 100, 300, PRACT), 0);
	assert_int_equal(rw(t, nvme_cmd_read, 100, 300, GUARD | APP | REF), 0);
	t_ram_get(t->dma, T_HOST_META, tuples, sizeof(tuples));
	assert_memory_equal(tuples, ((const u8[]){ 0, 0, 0xab, 0xcd, 0, 0, 0, 100 }), 8);
	t_io_free(t);
}

/* Compare checks both and compares what is no tuple: tags may be the host's own. */
static void bp_nvme_io_compare__tuples_differ__only_checked(void **state)
{
	(void)state;
	for (unsigned first = 0; first < 2; first++) {
		struct t_io *t = start(1, 16, false);
		u8 meta[16] = "own bytes here";

		t->ns->layout.pi_first = first;
		t_ram_put(t->dma, T_HOST_META, meta, sizeof(meta));
		assert_int_equal(rw(t, nvme_cmd_write, 5, 1, PRACT), 0);
		assert_int_equal(rw(t, nvme_cmd_compare, 5, 1, 0), 0);
		assert_int_equal(rw(t, nvme_cmd_compare, 5, 1, GUARD), NVME_SC_GUARD_CHECK);
		meta[first ? 8 : 7] ^= 1;
		t_ram_put(t->dma, T_HOST_META, meta, sizeof(meta));
		assert_int_equal(rw(t, nvme_cmd_compare, 5, 1, 0), NVME_SC_COMPARE_FAILED);
		t_io_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_io_write__tuples_of_the_block_layer__pass),
		cmocka_unit_test(bp_nvme_io_write__wrong_tuple__refused),
		cmocka_unit_test(
			bp_nvme_io_write__wrong_in_the_second_window__the_first_is_written),
		cmocka_unit_test(bp_nvme_io_write__pract__tuples_are_the_controllers),
		cmocka_unit_test(bp_nvme_io_write__pract_and_more_metadata__the_rest_is_the_hosts),
		cmocka_unit_test(bp_nvme_io_read__other_tags__media_errors),
		cmocka_unit_test(bp_nvme_io_execute__prinfo_that_cannot_be__invalid_pi),
		cmocka_unit_test(bp_nvme_io_read__unprotected_blocks__pass_the_checks),
		cmocka_unit_test(bp_nvme_io_compare__tuples_differ__only_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
