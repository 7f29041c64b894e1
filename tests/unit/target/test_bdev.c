/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads, writes and flushes of a namespace (R-C3.1 to R-C3.4, R-C3.7).
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "target.h"

static u8 *pattern(u32 bytes, u8 seed)
{
	u8 *data = malloc(bytes);

	assert_non_null(data);
	for (u32 i = 0; i < bytes; i++)
		data[i] = (u8)(seed + i * 7 + i / 512);
	return data;
}

static u16 rw(struct t_target *t, u8 opcode, u64 slba, u8 *data, u32 bytes)
{
	struct t_command command = {
		.cmd = t_nvmf_rw(opcode, slba, (u16)((bytes >> t->ns->blksize_shift) - 1)),
		.data = data,
		.bytes = bytes,
	};

	t->nr_bios = 0;
	return t_target_do(t, &t->io, &command);
}

static void write_and_read(struct t_target *t, u64 slba, u32 bytes)
{
	u8 *data = pattern(bytes, (u8)bytes);
	u8 *got = calloc(1, bytes);

	assert_non_null(got);
	assert_int_equal(rw(t, nvme_cmd_write, slba, data, bytes), 0);
	assert_int_equal(rw(t, nvme_cmd_read, slba, got, bytes), 0);
	assert_memory_equal(got, data, bytes);
	free(data);
	free(got);
}

/* INV-NVMET-17 in miniature, on both disks, with RAM and with memory of a peer. */
static void nvmet_bdev_execute_rw__write_and_read__same_bytes(void **state)
{
	static const struct t_target_setup setups[] = {
		{ .disk = T_TARGET_NULL },
		{ .disk = T_TARGET_NVME },
		{ .disk = T_TARGET_NVME, .lba_shift = 12 },
		{ .disk = T_TARGET_NVME, .profile = BP_P2P_PAGES, .p2p = true },
		{ .disk = T_TARGET_NVME,
		  .profile = BP_P2P_PAGES,
		  .p2p = true,
		  .offset = 0x10000000 },
		{ .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true },
		{ .disk = T_TARGET_NVME,
		  .profile = BP_P2P_DIRECT,
		  .p2p = true,
		  .offset = 0x10000000 },
	};
	static const u32 lengths[] = { 4096, 8192, 32768, 36864, 131072, 524288 };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(setups); i++) {
		struct t_target t;

		t_target_init(&t, &setups[i]);
		for (unsigned j = 0; j < bp_array_size(lengths); j++)
			write_and_read(&t, 3 + j * 8, lengths[j]);
		assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind,
				 setups[i].p2p ? BP_NVMET_P2P : BP_NVMET_PAGES);
		t_target_fini(&t);
	}
}

/* A list of single pages, no two of them neighbours; with @together all of them. */
static struct scatterlist *list_of(struct t_target *t, u32 bytes, bool together, int *nents)
{
	const unsigned nr = (bytes + 4095) / 4096;
	struct scatterlist *sg = calloc(nr, sizeof(*sg));

	assert_non_null(sg);
	sg_init_table(sg, nr);
	for (unsigned i = 0; i < nr; i++) {
		const u64 pfn = 0x10000 + (together ? i : 2 * i);

		sg_set_page(t->m.env, &sg[i], pfn_to_page(pfn),
			    i == nr - 1 ? bytes - i * 4096 : 4096, 0);
	}
	*nents = (int)nr;
	return sg;
}

static u16 write_list(struct t_target *t, u64 slba, u32 bytes, bool together)
{
	struct t_command command = {
		.cmd = t_nvmf_rw(nvme_cmd_write, slba, (u16)((bytes >> 9) - 1)),
		.bytes = bytes,
	};
	u16 status;

	command.inline_sg = list_of(t, bytes, together, &command.inline_nents);
	t->nr_bios = 0;
	status = t_target_do(t, &t->io, &command);
	free(command.inline_sg);
	return status;
}

/* G9, R-C3.2, INV-NVMET-9 */
static void nvmet_submit_sg__lengths__bios(void **state)
{
	static const struct {
		u32 bytes;
		unsigned bios, first, last, room;
	} cases[] = {
		{ 32768, 1, 8, 8, 8 }, /* the embedded one */
		{ 33280, 1, 9, 9, 9 },
		{ 1 << 20, 1, 256, 256, 256 },
		{ (1 << 20) + 4096, 2, 256, 1, 1 },
		{ (16 << 20) - 4096, 16, 256, 255, 255 },
	};
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		sector_t sector = 8000;

		assert_int_equal(write_list(&t, sector, cases[i].bytes, false), 0);
		assert_int_equal(t.nr_bios, cases[i].bios);
		assert_int_equal(t.bios[0].vectors, cases[i].first);
		assert_int_equal(t.bios[t.nr_bios - 1].vectors, cases[i].last);
		assert_int_equal(t.bios[t.nr_bios - 1].room, cases[i].room);
		assert_int_equal(t.bios[t.nr_bios - 1].opf, t.bios[0].opf);
		for (unsigned j = 0; j < t.nr_bios; j++) {
			assert_int_equal(t.bios[j].sector, sector);
			sector += t.bios[j].bytes >> 9;
		}
		assert_int_equal(sector, 8000 + (cases[i].bytes >> 9));
		assert_int_equal(write_list(&t, 8000, cases[i].bytes, true), 0);
		assert_int_equal(t.nr_bios, 1);
		assert_int_equal(t.bios[0].vectors, 1);
	}
	t_target_fini(&t);
}

/* R-C3.2: an entry may be shorter than a page, wherever it is */
static void nvmet_submit_sg__short_entries__sectors(void **state)
{
	enum { ENTRIES = 300 };
	struct scatterlist sg[ENTRIES];
	struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 40, ENTRIES - 1),
			       .bytes = ENTRIES * 512,
			       .inline_sg = sg,
			       .inline_nents = ENTRIES };
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	sg_init_table(sg, ENTRIES);
	for (unsigned i = 0; i < ENTRIES; i++)
		sg_set_page(t.m.env, &sg[i], pfn_to_page(0x10000 + 2 * i), 512, 0);
	assert_int_equal(t_target_do(&t, &t.io, &c), 0);
	assert_int_equal(t.nr_bios, 2);
	assert_int_equal(t.bios[0].sector, 40);
	assert_int_equal(t.bios[1].sector, 40 + 256);
	t_target_fini(&t);
}

/* G9: by bus address always one bio of one vector; R-C3.1 steps 2 and 3 */
static void nvmet_bdev_execute_rw__kinds__flags(void **state)
{
	static const struct {
		enum bp_p2p_profile profile;
		bool p2p;
		unsigned flags;
	} cases[] = {
		{ BP_P2P_PAGES, false, 0 },
		{ BP_P2P_PAGES, true, REQ_NOMERGE },
		{ BP_P2P_DIRECT, false, 0 },
		{ BP_P2P_DIRECT, true, REQ_DMA_DIRECT },
	};
	u8 *data = pattern(524288, 1);

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_target t;
		struct t_command fua = { .cmd = t_nvmf_rw(nvme_cmd_write, 8, 7),
					 .data = data,
					 .bytes = 4096 };

		t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NVME,
							    .profile = cases[i].profile,
							    .p2p = cases[i].p2p });
		assert_int_equal(rw(&t, nvme_cmd_write, 8, data, 524288), 0);
		assert_int_equal(t.bios[0].opf,
				 REQ_OP_WRITE | REQ_SYNC | REQ_IDLE | cases[i].flags);
		if (cases[i].p2p) {
			assert_int_equal(t.nr_bios, 1);
			assert_int_equal(t.bios[0].vectors, 1);
			assert_int_equal(t.bios[0].bytes, 524288);
		}
		assert_int_equal(rw(&t, nvme_cmd_read, 8, data, 4096), 0);
		assert_int_equal(t.bios[0].opf, REQ_OP_READ | cases[i].flags);
		fua.cmd.rw.control = cpu_to_le16(NVME_RW_FUA);
		t.nr_bios = 0;
		assert_int_equal(t_target_do(&t, &t.io, &fua), 0);
		assert_int_equal(t.bios[0].opf,
				 REQ_OP_WRITE | REQ_SYNC | REQ_IDLE | REQ_FUA | cases[i].flags);
		t_target_fini(&t);
	}
	free(data);
}

/* G10: slba 1000 of 4 KiB is sector 8000 */
static void nvmet_bdev_execute_rw__blocks_of_4096__sector(void **state)
{
	struct t_target t;
	u8 *data = pattern(65536, 5);

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NVME, .lba_shift = 12 });
	assert_int_equal(rw(&t, nvme_cmd_write, 1000, data, 65536), 0);
	assert_int_equal(t_target_step(&t, BP_NVMET_INITED)->data_len, 65536);
	assert_int_equal(t.bios[0].sector, 8000);
	t_target_fini(&t);
	free(data);
}

/* R-C3.1 step 4: slba has 64 bits, and what the disk has not is refused */
static void nvmet_bdev_execute_rw__far_block__refused(void **state)
{
	struct t_target t;
	u8 *data = pattern(4096, 5);

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NVME, .lba_shift = 12 });
	assert_int_equal(rw(&t, nvme_cmd_write, 1ull << 32, data, 4096),
			 NVME_SC_INTERNAL | NVME_SC_DNR);
	assert_int_equal(t.bios[0].sector, 1ull << 35);
	t_target_fini(&t);
	free(data);
}

/* R-C3.8 end to end, and the ends of chains: any part's failure is the command's (INV-NVMET-19) */
static void nvmet_bio_done__device_fails__status(void **state)
{
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL,
						    .fail = { 2, BLK_STS_MEDIUM } });
	assert_int_equal(write_list(&t, 0, 4096, false), 0);
	assert_int_equal(write_list(&t, 0, 4096, false), NVME_SC_ACCESS_DENIED);
	assert_int_equal(write_list(&t, 0, (2 << 20) + 4096, false), NVME_SC_ACCESS_DENIED);
	t_target_fini(&t);
}

static bool no_bio(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *left = arg;

	(void)bytes;
	return kind == BP_ALLOC_BIO && !(*left)--;
}

/* Ours: a kernel waits for memory.  The first bio, or one of the chain; what has been submitted is
 * waited for. */
static void nvmet_submit_sg__no_memory__internal(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = no_bio };
	const u16 internal = NVME_SC_INTERNAL | NVME_SC_DNR;

	(void)state;
	for (unsigned nth = 0; nth < 3; nth++) {
		unsigned left = nth;
		struct t_target t;

		t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
		t.null->queue->limits.max_segments = BIO_MAX_PAGES; /* nothing is cut */
		t.null->queue->limits.max_sectors = BIO_MAX_PAGES * 8;
		t.m.env->alloc_arg = &left;
		t.m.env->alloc_ops = &ops;
		assert_int_equal(write_list(&t, 0, 3 << 20, false), internal);
		t.m.env->alloc_ops = NULL;
		t_target_fini(&t);
	}
}

/* DEF-NVMET-5, INV-NVMET-23: a queue that lost its flag */
static void nvmet_submit_p2p__bio_refuses__internal(void **state)
{
	static const struct {
		bool defect;
		u16 status;
	} cases[] = {
		{ false, NVME_SC_INTERNAL | NVME_SC_DNR },
		{ true, NVME_SC_INVALID_OPCODE | NVME_SC_DNR },
	};
	u8 *data = pattern(4096, 2);

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct request_queue *q;
		struct t_target t;

		t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NVME,
							    .profile = BP_P2P_DIRECT,
							    .p2p = true });
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_5, cases[i].defect);
		t.m.expects[BP_INV_NVMET_23] = cases[i].defect;
		q = t.ns->bdev.bd_disk->queue;
		blk_queue_flag_clear(QUEUE_FLAG_DMA_DIRECT, q);
		assert_int_equal(rw(&t, nvme_cmd_write, 0, data, 4096), cases[i].status);
		assert_int_equal(t.m.env->hits[BP_SITE_NVMET_BIO_SHORT], 1);
		blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, q);
		t_target_fini(&t);
	}
	free(data);
}

/* R-C3.1 step 1, R-C3.4 */
static void nvmet_bdev_execute__no_data__done(void **state)
{
	struct t_target t;
	struct t_command flush = { .cmd = t_nvmf_rw(nvme_cmd_flush, 0, 0) };
	struct t_command empty = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0), .bytes = 512 };
	struct scatterlist none;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	assert_int_equal(t_target_do(&t, &t.io, &flush), 0);
	assert_int_equal(t.nr_bios, 0);
	empty.inline_sg = &none;
	assert_int_equal(t_target_do(&t, &t.io, &empty), 0);
	assert_int_equal(t.null->issued, 0);
	t_target_fini(&t);
}

static void nvmet_bdev_execute_flush__cache__reaches_the_disk(void **state)
{
	struct t_target t;
	struct t_command flush = { .cmd = t_nvmf_rw(nvme_cmd_flush, 0, 0) };

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	blk_queue_flag_set(QUEUE_FLAG_WC, t.null->queue);
	assert_int_equal(t_target_do(&t, &t.io, &flush), 0);
	assert_int_equal(t.null->issued, 1);
	t_target_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_bdev_execute_rw__write_and_read__same_bytes),
		cmocka_unit_test(nvmet_submit_sg__lengths__bios),
		cmocka_unit_test(nvmet_submit_sg__short_entries__sectors),
		cmocka_unit_test(nvmet_bdev_execute_rw__kinds__flags),
		cmocka_unit_test(nvmet_bdev_execute_rw__blocks_of_4096__sector),
		cmocka_unit_test(nvmet_bdev_execute_rw__far_block__refused),
		cmocka_unit_test(nvmet_bio_done__device_fails__status),
		cmocka_unit_test(nvmet_submit_sg__no_memory__internal),
		cmocka_unit_test(nvmet_submit_p2p__bio_refuses__internal),
		cmocka_unit_test(nvmet_bdev_execute__no_data__done),
		cmocka_unit_test(nvmet_bdev_execute_flush__cache__reaches_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
