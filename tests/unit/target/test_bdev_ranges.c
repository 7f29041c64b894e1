/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deallocation and zeroes (R-C3.5, R-C3.6), and the bios that they become.
 */
#include "bp_test.h"
#include "target.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)

struct heard {
	struct bp_sink sink;
	unsigned bios;
	unsigned op;
	sector_t sector[16];
	unsigned sectors[16];
};

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct heard *heard = bp_container_of(sink, struct heard, sink);

	if (event->id != BP_EV_BIO_SUBMIT || heard->bios == 16)
		return;
	heard->op = bio_op(event->bio);
	heard->sector[heard->bios] = event->bio->bi_iter.bi_sector;
	heard->sectors[heard->bios++] = bio_sectors(event->bio);
}

static void start(struct t_target *t, struct heard *heard, const struct t_target_setup *setup)
{
	t_target_init(t, setup);
	*heard = (struct heard){ .sink.fn = listen };
	bp_sink_add(t->m.env, &heard->sink);
}

static void stop(struct t_target *t, struct heard *heard)
{
	bp_sink_remove(t->m.env, &heard->sink);
	t_target_fini(t);
}

static struct nvme_command dsm(u32 nr, u32 attributes)
{
	const union nvmf_command cmd = { .dsm = { .opcode = nvme_cmd_dsm,
						  .flags = NVME_CMD_SGL_METABUF,
						  .nsid = cpu_to_le32(1),
						  .nr = cpu_to_le32(nr),
						  .attributes = cpu_to_le32(attributes) } };

	return cmd.nvme;
}

static u16 discard(struct t_target *t, struct nvme_dsm_range *ranges, u32 nr)
{
	struct t_command c = { .cmd = dsm(nr - 1, NVME_DSMGMT_AD),
			       .data = (u8 *)ranges,
			       .bytes = nr * (u32)sizeof(*ranges) };

	return t_target_do(t, &t->io, &c);
}

static struct nvme_dsm_range range(u64 slba, u32 nlb)
{
	return (struct nvme_dsm_range){ .slba = cpu_to_le64(slba), .nlb = cpu_to_le32(nlb) };
}

/* R-C3.5, with blocks of 512 and 4096 bytes */
static void nvmet_bdev_execute_dsm__ranges__bios(void **state)
{
	struct nvme_dsm_range ranges[] = { range(16, 8), range(64, 24), range(128, 1) };

	(void)state;
	for (unsigned shift = 9; shift <= 12; shift += 3) {
		const unsigned factor = 1u << (shift - 9);
		struct heard heard;
		struct t_target t;

		start(&t, &heard,
		      &(struct t_target_setup){ .disk = T_TARGET_NVME, .lba_shift = (u8)shift });
		assert_int_equal(discard(&t, ranges, 3), 0);
		assert_int_equal(heard.bios, 3);
		assert_int_equal(heard.op, REQ_OP_DISCARD);
		for (unsigned i = 0; i < 3; i++) {
			assert_int_equal(heard.sector[i], le64_to_cpu(ranges[i].slba) * factor);
			assert_int_equal(heard.sectors[i], le32_to_cpu(ranges[i].nlb) * factor);
		}
		stop(&t, &heard);
	}
}

/* R-C3.5: hints are ignored, and so is a disk that discards nothing */
static void nvmet_bdev_execute_dsm__nothing_to_do__done(void **state)
{
	struct nvme_dsm_range ranges[] = { range(16, 8) };
	struct t_command hint = { .cmd = dsm(0, 1), .data = (u8 *)ranges, .bytes = 16 };
	struct t_command both = { .cmd = dsm(0, 5), .data = (u8 *)ranges, .bytes = 16 };
	struct heard heard;
	struct t_target t;

	(void)state;
	start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	assert_int_equal(t_target_do(&t, &t.io, &hint), 0);
	assert_int_equal(t_target_do(&t, &t.io, &both), 0);
	assert_int_equal(heard.bios, 0);
	blk_queue_flag_clear(QUEUE_FLAG_DISCARD, t.null->queue);
	assert_int_equal(discard(&t, ranges, 1), 0);
	assert_int_equal(heard.bios, 0);
	stop(&t, &heard);
}

/* An empty range is an error; what went before it has been submitted, and waits. */
static void nvmet_bdev_execute_dsm__bad_range__internal(void **state)
{
	struct nvme_dsm_range ranges[] = { range(16, 8), range(32, 8), range(77, 0) };
	struct heard heard;
	struct t_target t;

	(void)state;
	start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NVME });
	assert_int_equal(discard(&t, ranges + 2, 1), DNR(NVME_SC_INTERNAL));
	assert_int_equal(le64_to_cpu(t.ctrl->slots[t.ctrl->err_counter % 128].lba), 77);
	assert_int_equal(heard.bios, 0);
	assert_int_equal(discard(&t, ranges, 3), DNR(NVME_SC_INTERNAL));
	assert_int_equal(heard.bios, 1);
	ranges[0] = ranges[2];
	heard.bios = 0;
	assert_int_equal(discard(&t, ranges, 2), DNR(NVME_SC_INTERNAL)); /* the first */
	assert_int_equal(heard.bios, 0);
	stop(&t, &heard);
}

/* R-C3.5: as many ranges as 32 bits tell, each of as many blocks */
static void nvmet_bdev_execute_dsm__many_ranges_and_blocks__all(void **state)
{
	enum { RANGES = 257 };
	struct nvme_dsm_range ranges[RANGES];
	struct heard heard;
	struct t_target t;

	(void)state;
	start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NVME, .lba_shift = 12 });
	for (unsigned i = 0; i < RANGES; i++)
		ranges[i] = range(2 * i, 1);
	assert_int_equal(discard(&t, ranges, RANGES), 0);
	assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->data_len, RANGES * 16);
	heard.bios = 0;
	ranges[0] = range(0, 1u << 29); /* 2^32 sectors, which the disk has not */
	assert_int_equal(discard(&t, ranges, 1), DNR(NVME_SC_INTERNAL));
	assert_in_range(heard.bios, 2, 16);
	stop(&t, &heard);
}

/* DEF-NVMET-3: ranges in a peer's memory, with pages and without */
static void nvmet_bdev_execute_dsm__keyed_data__readable(void **state)
{
	static const struct {
		enum bp_p2p_profile profile;
		bool defect;
		enum bp_nvmet_buffer kind;
		u16 status;
	} cases[] = {
		{ BP_P2P_PAGES, false, BP_NVMET_PAGES, 0 },
		{ BP_P2P_PAGES, true, BP_NVMET_P2P, 0 },
		{ BP_P2P_DIRECT, false, BP_NVMET_PAGES, 0 },
		{ BP_P2P_DIRECT, true, BP_NVMET_P2P, DNR(NVME_SC_SGL_INVALID_DATA) },
	};
	struct nvme_dsm_range ranges[] = { range(16, 8) };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct heard heard;
		struct t_target t;

		start(&t, &heard,
		      &(struct t_target_setup){
			      .disk = T_TARGET_NVME, .profile = cases[i].profile, .p2p = true });
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_3, cases[i].defect);
		t.m.expects[BP_INV_NVMET_7] = cases[i].defect;
		assert_int_equal(discard(&t, ranges, 1), cases[i].status);
		assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind, cases[i].kind);
		assert_int_equal(heard.bios, cases[i].status ? 0 : 1);
		if (!cases[i].status)
			assert_int_equal(heard.sector[0], 16);
		else
			assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 24);
		stop(&t, &heard);
	}
}

static struct nvme_command zeroes(u64 slba, u16 length)
{
	return t_nvmf_rw(nvme_cmd_write_zeroes, slba, length);
}

/* R-C3.9: 2^61 blocks of 4096 bytes wrap round to block 0; so does the end of the last ones. */
static void bp_nvmet_sectors__number_wraps__no_bio(void **state)
{
	static const u64 slbas[] = { 1ull << 61, (1ull << 61) - 1, ~0ull };
	struct heard heard;
	struct t_target t;

	(void)state;
	start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NVME, .lba_shift = 12 });
	for (unsigned i = 0; i < bp_array_size(slbas); i++) {
		struct nvme_dsm_range ranges[] = { range(slbas[i], 2) };
		struct t_command none = { .cmd = zeroes(slbas[i], 1) };
		u8 data[8192] = { 0 };
		struct t_command rw = { .cmd = t_nvmf_rw(nvme_cmd_write, slbas[i], 1),
					.data = data,
					.bytes = sizeof(data) };

		assert_int_equal(discard(&t, ranges, 1), DNR(NVME_SC_INTERNAL));
		assert_int_equal(t_target_do(&t, &t.io, &none), DNR(NVME_SC_INTERNAL));
		assert_int_equal(t_target_do(&t, &t.io, &rw), DNR(NVME_SC_INTERNAL));
		assert_true(le64_to_cpu(t.ctrl->slots[t.ctrl->err_counter % 128].lba) == slbas[i]);
	}
	assert_int_equal(heard.bios, 0);
	stop(&t, &heard);
}

/* The last ones that have numbers: the block layer knows that the disk has none of them. */
static void bp_nvmet_sectors__last_number__past_the_end(void **state)
{
	struct t_command none = { .cmd = zeroes((1ull << 61) - 3, 1) };
	struct heard heard;
	struct t_target t;

	(void)state;
	start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NVME, .lba_shift = 12 });
	assert_int_equal(t_target_do(&t, &t.io, &none), DNR(NVME_SC_INTERNAL));
	assert_int_equal(heard.bios, 1);
	assert_true(heard.sector[0] == ((1ull << 61) - 3) << 3);
	stop(&t, &heard);
}

/* R-C3.6 */
static void nvmet_bdev_execute_write_zeroes__limits__bios(void **state)
{
	struct t_command c = { .cmd = zeroes(100, 99) }, none = c;
	struct heard heard;
	struct t_target t;

	(void)state;
	start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	assert_int_equal(t_target_do(&t, &t.io, &none), DNR(NVME_SC_ONCS_NOT_SUPPORTED));
	t.null->queue->limits.max_write_zeroes_sectors = 64;
	assert_int_equal(t_target_do(&t, &t.io, &c), 0);
	assert_int_equal(heard.bios, 2);
	assert_int_equal(heard.op, REQ_OP_WRITE_ZEROES);
	assert_int_equal(heard.sector[1], 164);
	assert_int_equal(heard.sectors[1], 36);
	stop(&t, &heard);
}

/* R-C3.6, with blocks of 4096 bytes */
static void nvmet_bdev_execute_write_zeroes__large_blocks__sectors(void **state)
{
	struct t_command c = { .cmd = zeroes(100, 9) };
	struct heard heard;
	struct t_target t;

	(void)state;
	start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NVME, .lba_shift = 12 });
	t.ns->bdev.bd_disk->queue->limits.max_write_zeroes_sectors = 1024;
	t_target_do(&t, &t.io, &c);
	assert_int_equal(heard.bios, 1);
	assert_int_equal(heard.sector[0], 800);
	assert_int_equal(heard.sectors[0], 80);
	stop(&t, &heard);
}

static bool nth_bio(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *left = arg;

	(void)bytes;
	return kind == BP_ALLOC_BIO && !(*left)--;
}

static void nvmet_bdev_execute_write_zeroes__no_memory__internal(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = nth_bio };

	(void)state;
	for (unsigned nth = 0; nth < 2; nth++) {
		struct t_command c = { .cmd = zeroes(100, 99) };
		unsigned left = nth;
		struct heard heard;
		struct t_target t;

		start(&t, &heard, &(struct t_target_setup){ .disk = T_TARGET_NULL });
		t.null->queue->limits.max_write_zeroes_sectors = 64;
		t.m.env->alloc_arg = &left;
		t.m.env->alloc_ops = &ops;
		assert_int_equal(t_target_do(&t, &t.io, &c), DNR(NVME_SC_INTERNAL));
		t.m.env->alloc_ops = NULL;
		stop(&t, &heard);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_bdev_execute_dsm__ranges__bios),
		cmocka_unit_test(nvmet_bdev_execute_dsm__nothing_to_do__done),
		cmocka_unit_test(nvmet_bdev_execute_dsm__bad_range__internal),
		cmocka_unit_test(nvmet_bdev_execute_dsm__many_ranges_and_blocks__all),
		cmocka_unit_test(nvmet_bdev_execute_dsm__keyed_data__readable),
		cmocka_unit_test(bp_nvmet_sectors__number_wraps__no_bio),
		cmocka_unit_test(bp_nvmet_sectors__last_number__past_the_end),
		cmocka_unit_test(nvmet_bdev_execute_write_zeroes__limits__bios),
		cmocka_unit_test(nvmet_bdev_execute_write_zeroes__large_blocks__sectors),
		cmocka_unit_test(nvmet_bdev_execute_write_zeroes__no_memory__internal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
