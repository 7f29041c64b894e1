/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that move or change blocks (NVC-29): what the host has, what the medium has.
 */
#include "io_test.h"

#define BLOCKS 1000u
#define REFUSED(status) ((u16)((status) | DNR))

static struct t_io *start(void)
{
	return t_io_new(&(struct bp_nvme_namespace_config){ .blocks = BLOCKS });
}

/* More than one window of 64 KiB, and an end that is no whole window. */
static void bp_nvme_io_write__300_blocks__read_back(void **state)
{
	static u8 sent[300 * 512], got[300 * 512];
	struct t_io *t = start();

	(void)state;
	t_pattern(sent, sizeof(sent), 5);
	t_ram_put(t->dma, T_HOST, sent, sizeof(sent));
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 7, 300), 0);
	assert_int_equal(t->dma->run.moved, sizeof(sent));
	t_host_fill(t, 0xee, sizeof(sent));
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 7, 300), 0);
	assert_int_equal(t->dma->run.moved, sizeof(sent));
	t_ram_get(t->dma, T_HOST, got, sizeof(got));
	assert_memory_equal(got, sent, sizeof(sent));
	assert_int_equal(t_medium_byte(t, 6), 0);
	assert_int_equal(t_medium_byte(t, 307), 0);
	assert_int_equal(t->ns->counters.reads, 1);
	assert_int_equal(t->ns->counters.writes, 1);
	assert_int_equal(t->ns->counters.bytes_read, sizeof(sent));
	assert_int_equal(t->ns->counters.bytes_written, sizeof(sent));
	t_io_free(t);
}

/* INV-NVME-34: FUA stays, the other goes with the power. */
static void bp_nvme_io_write__fua__is_durable(void **state)
{
	struct t_io *t = start();
	struct nvme_command cmd = t_rw(t, nvme_cmd_write, 3, 1);

	(void)state;
	t_host_fill(t, 'a', 512);
	cmd.rw.control = cpu_to_le16(NVME_RW_FUA);
	assert_int_equal(t_io(t, &cmd), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 4, 1), 0);
	bp_nvme_namespaces_power_loss(&t->dma->ctrl, 0);
	assert_int_equal(t_medium_byte(t, 3), 'a');
	assert_int_equal(t_medium_byte(t, 4), 0);
	t_io_free(t);
}

/* NVC-29: what nobody wrote, as it was configured. */
static void bp_nvme_io_read__deallocated__zeroes_ones_or_error(void **state)
{
	static const struct {
		bool ones, fails;
		u16 status;
		u8 byte;
	} cases[] = { { false, false, 0, 0 },
		      { true, false, 0, 0xff },
		      { false, true, NVME_SC_UNWRITTEN_BLOCK, 0xee } };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){
			.blocks = BLOCKS,
			.formats = { { .lbads = 9, .ms = 16 } },
			.nr_formats = 1,
			.layout = { .extended = true },
			.ones = cases[i].ones,
			.unwritten_fails = cases[i].fails,
		});

		t_host_fill(t, 0xee, 2 * t->bytes);
		assert_int_equal(t_io_rw(t, nvme_cmd_read, 0, 2), cases[i].status);
		assert_true(t_host_is(t, cases[i].byte, 2 * t->bytes));
		assert_int_equal(t->ns->counters.media_errors, cases[i].fails);
		t_io_free(t);
	}
}

/* Nothing of a command that cannot be followed reaches the medium (INV-NVME-23). */
static void bp_nvme_io_write__pointer_is_wrong__nothing_written(void **state)
{
	static const struct {
		const char *name;
		u64 address;
		u32 bytes;
		u16 status;
	} cases[] = {
		{ "too short", T_HOST, 1023, REFUSED(NVME_SC_SGL_INVALID_DATA) },
		{ "too long", T_HOST, 1025, REFUSED(NVME_SC_SGL_INVALID_DATA) },
		{ "goes nowhere", 0x900000000ull, 1024, NVME_SC_DATA_XFER_ERROR },
	};
	struct t_io *t = start();

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct nvme_command cmd = t_rw(t, nvme_cmd_write, 0, 2);

		print_message("# %s\n", cases[i].name);
		cmd.rw.dptr.sgl.addr = cpu_to_le64(cases[i].address);
		cmd.rw.dptr.sgl.length = cpu_to_le32(cases[i].bytes);
		assert_int_equal(t_io(t, &cmd), cases[i].status);
		assert_int_equal(bp_medium_used(t->ns->medium), 0);
	}
	t_io_free(t);
}

/* SV-1: the controller's own registers are no place for data. */
static void bp_nvme_io_read__into_own_registers__refused(void **state)
{
	struct t_io *t = start();
	struct nvme_command cmd = t_rw(t, nvme_cmd_read, 0, 1);

	(void)state;
	cmd.rw.dptr.sgl.addr = cpu_to_le64(t_fabric_bus(&t->dma->f, 'a') + NVME_REG_CC);
	assert_int_equal(t_io(t, &cmd), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->dma->ctrl.counters.self_mmio_dma, 1);
	t_io_free(t);
}

static void bp_nvme_io_compare__last_byte_of_the_second_window__fails(void **state)
{
	static u8 data[200 * 512];
	struct t_io *t = start();

	(void)state;
	t_pattern(data, sizeof(data), 1);
	t_ram_put(t->dma, T_HOST, data, sizeof(data));
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 0, 200), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_compare, 0, 200), 0);
	data[sizeof(data) - 1] ^= 0x80;
	t_ram_put(t->dma, T_HOST, data, sizeof(data));
	assert_int_equal(t_io_rw(t, nvme_cmd_compare, 0, 200), NVME_SC_COMPARE_FAILED);
	assert_int_equal(t_io_rw(t, nvme_cmd_compare, 0, 199), 0);
	assert_int_equal(t->ns->counters.media_errors, 0);
	t_io_free(t);
}

/* aaaa.... a00a....   zeroes are written, and stay without a flush */
static void bp_nvme_io_write_zeroes__no_data__blocks_are_zero(void **state)
{
	struct t_io *t = start();

	(void)state;
	t_host_fill(t, 'a', 2048);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 0, 4), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_flush, 0, 1), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_write_zeroes, 1, 2), 0);
	assert_int_equal(t->dma->nr_events, 0);
	bp_nvme_namespaces_power_loss(&t->dma->ctrl, 0);
	for (u64 lba = 0; lba < 4; lba++)
		assert_int_equal(t_medium_byte(t, lba), lba == 0 || lba == 3 ? 'a' : 0);
	assert_int_equal(bp_medium_used(t->ns->medium), 4);
	t_io_free(t);
}

static void bp_nvme_io_write_zeroes__deac__deallocated(void **state)
{
	struct t_io *t = start();
	struct nvme_command cmd = t_rw(t, nvme_cmd_write_zeroes, 1, 2);

	(void)state;
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 0, 4), 0);
	cmd.rw.control = cpu_to_le16(1 << 9);
	assert_int_equal(t_io(t, &cmd), 0);
	assert_int_equal(bp_medium_used(t->ns->medium), 2);
	t_io_free(t);
}

/* NVC-39 */
static void bp_nvme_io_uncorrectable__until_written__read_error(void **state)
{
	struct t_io *t = start();

	(void)state;
	assert_int_equal(t_io_rw(t, nvme_cmd_write_uncor, 5, 2), 0);
	assert_int_equal(t->dma->nr_events, 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 4, 1), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 4, 2), NVME_SC_READ_ERROR);
	assert_int_equal(t_io_rw(t, nvme_cmd_verify, 6, 1), NVME_SC_READ_ERROR);
	assert_int_equal(t_io_rw(t, nvme_cmd_compare, 6, 1), NVME_SC_READ_ERROR);
	assert_int_equal(t->ns->counters.media_errors, 3);
	assert_int_equal(t_io_rw(t, nvme_cmd_write, 5, 2), 0);
	assert_int_equal(t_io_rw(t, nvme_cmd_read, 4, 4), 0);
	t_io_free(t);
}

static void bp_nvme_io_verify__all_blocks__moves_nothing(void **state)
{
	struct t_io *t = start();

	(void)state;
	assert_int_equal(t_io_rw(t, nvme_cmd_verify, 0, BLOCKS), 0);
	assert_int_equal(t->dma->nr_events, 0);
	assert_int_equal(t->dma->run.moved, 0);
	t_io_free(t);
}

/* Blocks of 4 KiB, and metadata of 64 bytes: extended in the data, or in a place of its own. */
static void bp_nvme_io_write__metadata__goes_with_its_block(void **state)
{
	(void)state;
	for (unsigned extended = 0; extended < 2; extended++) {
		static u8 sent[3 * (4096 + 64)], got[3 * (4096 + 64)];
		u8 sent_meta[3 * 64], got_meta[3 * 64], meta[64], data[4096], of[1];
		struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){
			.blocks = 100,
			.formats = { { .lbads = 12, .ms = 64 } },
			.nr_formats = 1,
			.layout = { .extended = extended },
		});
		const u32 bytes = 3 * t->bytes;

		t_pattern(sent, sizeof(sent), 2);
		t_pattern(sent_meta, sizeof(sent_meta), 3);
		t_ram_put(t->dma, T_HOST, sent, bytes);
		t_ram_put(t->dma, T_HOST_META, sent_meta, sizeof(sent_meta));
		assert_int_equal(t_io_rw(t, nvme_cmd_write, 9, 3), 0);
		assert_int_equal(bp_medium_read(t->ns->medium, 10, 1, data, meta, of), 0);
		assert_memory_equal(data, sent + t->bytes, 4096);
		assert_memory_equal(meta, extended ? sent + 2 * 4096 + 64 : sent_meta + 64, 64);
		t_host_fill(t, 0, bytes);
		memset(got_meta, 0, sizeof(got_meta));
		t_ram_put(t->dma, T_HOST_META, got_meta, sizeof(got_meta));
		assert_int_equal(t_io_rw(t, nvme_cmd_read, 9, 3), 0);
		t_ram_get(t->dma, T_HOST, got, bytes);
		assert_memory_equal(got, sent, bytes);
		t_ram_get(t->dma, T_HOST_META, got_meta, sizeof(got_meta));
		if (!extended)
			assert_memory_equal(got_meta, sent_meta, sizeof(got_meta));
		assert_int_equal(t_io_rw(t, nvme_cmd_compare, 9, 3), 0);
		got[bytes - 1] ^= 1;
		got_meta[3 * 64 - 1] ^= 1;
		t_ram_put(t->dma, T_HOST, got, extended ? bytes : 0);
		t_ram_put(t->dma, T_HOST_META, got_meta, sizeof(got_meta));
		assert_int_equal(t_io_rw(t, nvme_cmd_compare, 9, 3), NVME_SC_COMPARE_FAILED);
		t_io_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_io_write__300_blocks__read_back),
		cmocka_unit_test(bp_nvme_io_write__fua__is_durable),
		cmocka_unit_test(bp_nvme_io_read__deallocated__zeroes_ones_or_error),
		cmocka_unit_test(bp_nvme_io_write__pointer_is_wrong__nothing_written),
		cmocka_unit_test(bp_nvme_io_read__into_own_registers__refused),
		cmocka_unit_test(bp_nvme_io_compare__last_byte_of_the_second_window__fails),
		cmocka_unit_test(bp_nvme_io_write_zeroes__no_data__blocks_are_zero),
		cmocka_unit_test(bp_nvme_io_write_zeroes__deac__deallocated),
		cmocka_unit_test(bp_nvme_io_uncorrectable__until_written__read_error),
		cmocka_unit_test(bp_nvme_io_verify__all_blocks__moves_nothing),
		cmocka_unit_test(bp_nvme_io_write__metadata__goes_with_its_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
