/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dataset Management and Flush (NVC-29, INV-NVME-34).
 */
#include "io_test.h"

#define BLOCKS 1000u
#define AD NVME_DSMGMT_AD
#define REFUSED(status) ((u16)((status) | DNR))

static struct nvme_dsm_range range(u64 slba, u32 nlb)
{
	return (struct nvme_dsm_range){ .slba = cpu_to_le64(slba), .nlb = cpu_to_le32(nlb) };
}

static u16 dsm(struct t_io *t, const struct nvme_dsm_range *ranges, u32 nr, u32 attributes)
{
	struct nvme_command cmd = { .common = {
					    .opcode = nvme_cmd_dsm,
					    .nsid = cpu_to_le32(1),
					    .dptr.prp1 = cpu_to_le64(T_HOST),
					    .cdw10 = cpu_to_le32(nr - 1),
					    .cdw11 = cpu_to_le32(attributes),
				    } };

	t_ram_put(t->dma, T_HOST, ranges, nr * (u32)sizeof(*ranges));
	return t_io(t, &cmd);
}

/* All blocks written. */
static struct t_io *start(void)
{
	struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){ .blocks = BLOCKS });

	t_host_fill(t, 'x', T_IO_MAX);
	for (u64 lba = 0; lba < BLOCKS; lba += 200)
		assert_int_equal(t_io_rw(t, nvme_cmd_write, lba, 200), 0);
	return t;
}

/* EX-NVME-15: two ranges are 32 bytes, fetched in one piece and no byte more (INV-NVME-19). */
static void bp_nvme_io_dsm__two_ranges__deallocated(void **state)
{
	const struct nvme_dsm_range two[] = { range(10, 5), range(998, 2) };
	struct t_io *t = start();

	(void)state;
	assert_int_equal(dsm(t, two, 2, AD), 0);
	assert_int_equal(t->dma->nr_events, 1);
	assert_int_equal(t->dma->event[0].purpose, BP_NVME_DMA_RANGES);
	assert_int_equal(t->dma->event[0].address, T_HOST);
	assert_int_equal(t->dma->event[0].bytes, 32);
	assert_int_equal(bp_medium_used(t->ns->medium), BLOCKS - 7);
	for (u64 lba = 8; lba < 17; lba++)
		assert_int_equal(t_medium_byte(t, lba), lba >= 10 && lba < 15 ? 0 : 'x');
	assert_int_equal(t_medium_byte(t, 999), 0);
	t_io_free(t);
}

/* NVC-29: hints are heard and change nothing. */
static void bp_nvme_io_dsm__no_deallocation__nothing_changes(void **state)
{
	const struct nvme_dsm_range all = range(0, BLOCKS);
	struct t_io *t = start();

	(void)state;
	assert_int_equal(dsm(t, &all, 1, 3), 0);
	assert_int_equal(bp_medium_used(t->ns->medium), BLOCKS);
	t_io_free(t);
}

/* A range outside, and none of the others acts (decision of NVC-29). */
static void bp_nvme_io_dsm__a_range_outside__none_acts(void **state)
{
	static const struct {
		u64 slba;
		u32 nlb;
		bool inside;
	} cases[] = {
		{ BLOCKS, 0, true },	  { 0, 0, true },	    { BLOCKS - 1, 1, true },
		{ BLOCKS - 1, 2, false }, { BLOCKS, 1, false },	    { BLOCKS + 1, 0, false },
		{ 0, UINT32_MAX, false }, { UINT64_MAX, 2, false }, { UINT64_MAX - 5, 10, false },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct nvme_dsm_range two[] = { range(0, 3), range(cases[i].slba, cases[i].nlb) };
		struct t_io *t = start();
		const u64 expected = 3 + (i == 2);

		assert_int_equal(dsm(t, two, 2, AD),
				 cases[i].inside ? 0 : REFUSED(NVME_SC_LBA_RANGE));
		assert_int_equal(bp_medium_used(t->ns->medium),
				 BLOCKS - (cases[i].inside ? expected : 0));
		t_io_free(t);
	}
}

static void bp_nvme_io_dsm__256_ranges__all_act(void **state)
{
	struct nvme_dsm_range all[256];
	struct t_io *t = start();

	(void)state;
	for (u32 i = 0; i < 256; i++)
		all[i] = range(3 * i, 1);
	assert_int_equal(dsm(t, all, 256, AD), 0);
	assert_int_equal(bp_medium_used(t->ns->medium), BLOCKS - 256);
	t_io_free(t);
}

/* NVC-19: ranges are no transfer that MDTS limits. */
static void bp_nvme_io_dsm__pointer_is_wrong__nothing_changes(void **state)
{
	const struct nvme_command cmd = { .common = {
						  .opcode = nvme_cmd_dsm,
						  .nsid = cpu_to_le32(1),
						  .dptr.prp1 = cpu_to_le64(T_HOST + 1),
						  .cdw11 = cpu_to_le32(AD),
					  } };
	struct t_io *t = start();

	(void)state;
	assert_int_equal(t_io(t, &cmd), REFUSED(NVME_SC_PRP_INVALID_OFFSET));
	assert_int_equal(bp_medium_used(t->ns->medium), BLOCKS);
	t_io_free(t);
}

/* NVC-37 */
static void bp_nvme_io_dsm__fault_overread__4096_bytes_are_read(void **state)
{
	const struct nvme_dsm_range one = range(0, 1);
	struct t_io *t = start();

	(void)state;
	t_fault(t, "dsm-overread");
	assert_int_equal(dsm(t, &one, 1, AD), 0);
	assert_int_equal(t->dma->event[0].bytes, 4096);
	assert_int_equal(bp_medium_used(t->ns->medium), BLOCKS - 1);
	assert_int_equal(dsm(t, &one, 1, AD), 0);
	assert_int_equal(t->dma->event[0].bytes, 16);
	t_io_free(t);
}

/* What was written before the flush is there when the power has gone, in which namespace ever. */
static void bp_nvme_io_flush__one_or_all__durable(void **state)
{
	static const struct {
		u32 nsid;
		bool first, third;
	} cases[] = { { 1, true, false }, { 3, false, true }, { 0xffffffff, true, true } };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_io *t = t_io_new(&(struct bp_nvme_namespace_config){ .blocks = BLOCKS });
		struct nvme_command cmd = t_rw(t, nvme_cmd_write, 0, 4);
		const struct nvme_command flush = {
			.common = { .opcode = nvme_cmd_flush, .nsid = cpu_to_le32(cases[i].nsid) }
		};

		assert_int_equal(t_io(t, &cmd), 0);
		cmd.rw.nsid = cpu_to_le32(3);
		assert_int_equal(t_io(t, &cmd), 0);
		assert_int_equal(t_io(t, &flush), 0);
		assert_int_equal(t->dma->nr_events, 0);
		bp_nvme_namespaces_power_loss(&t->dma->ctrl, 0);
		assert_int_equal(bp_medium_used(t->ns->medium), cases[i].first ? 4 : 0);
		assert_int_equal(bp_medium_used(t->namespaces[2]->medium), cases[i].third ? 4 : 0);
		assert_int_equal(t->ns->counters.flushes, cases[i].first);
		t_io_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_io_dsm__two_ranges__deallocated),
		cmocka_unit_test(bp_nvme_io_dsm__no_deallocation__nothing_changes),
		cmocka_unit_test(bp_nvme_io_dsm__a_range_outside__none_acts),
		cmocka_unit_test(bp_nvme_io_dsm__256_ranges__all_act),
		cmocka_unit_test(bp_nvme_io_dsm__pointer_is_wrong__nothing_changes),
		cmocka_unit_test(bp_nvme_io_dsm__fault_overread__4096_bytes_are_read),
		cmocka_unit_test(bp_nvme_io_flush__one_or_all__durable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
