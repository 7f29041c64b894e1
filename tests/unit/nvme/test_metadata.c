/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tuples beside the data (NVH-7, NVH-9, NVH-25).
 */
#include <bsd/sys/endian.h>

#include <blkpath/t10_pi.h>

#include "nvme_test.h"

#define T_TUPLES 0x300000ull /* where they lie */

static const struct blk_integrity_profile profile = { .name = "test" };

/* Two blocks at block 100 whose seed is 7. */
static struct request *protected_request(struct t_nvme *t, unsigned op)
{
	struct request *rq = t_nvme_request(t, op, 1, T_VECS({ 0x10000, 1024 }));
	struct bio_integrity_payload *bip;

	t->w.disk.integrity =
		(struct blk_integrity){ .profile = &profile, .tuple_size = 8, .interval_exp = 9 };
	bip = bio_integrity_alloc(rq->bio, GFP_NOIO, 1);
	assert_non_null(bip);
	assert_int_equal(bio_integrity_add_page(rq->bio, pfn_to_page(T_TUPLES >> 12), 16, 0x40),
			 16);
	bip->bip_iter.bi_sector = 7;
	rq->cmd_flags |= REQ_INTEGRITY;
	rq->__sector = 100;
	t->ns.ms = 8;
	t->ns.pi_type = NVME_NS_DPS_PI_TYPE1;
	return rq;
}

static void put_tags(struct t_nvme *t, u32 first, u32 second)
{
	const struct t10_pi_tuple tuples[2] = { { .ref_tag = htobe32(first) },
						{ .ref_tag = htobe32(second) } };

	assert_int_equal(bp_ram_write(t->ram, bp_phys_addr(T_TUPLES + 0x40), tuples, 16), 0);
}

static void assert_tags(struct t_nvme *t, u32 first, u32 second)
{
	struct t10_pi_tuple tuples[2];

	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(T_TUPLES + 0x40), tuples, 16), 0);
	assert_int_equal(be32toh(tuples[0].ref_tag), first);
	assert_int_equal(be32toh(tuples[1].ref_tag), second);
}

static void nvme_setup_cmd__protected_write__tags_of_the_device_and_no_pract(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = protected_request(t, REQ_OP_WRITE);

	(void)state;
	put_tags(t, 7, 8);
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_tags(t, 100, 101);
	assert_int_equal(le16_to_cpu(t->cmd.rw.control), 0x1400);
	assert_int_equal(le32_to_cpu(t->cmd.rw.reftag), 100);
	t_nvme_stop(t);
}

/* The reference tag counts blocks, not sectors. */
static void nvme_setup_cmd__protected_write_of_large_blocks__tag_in_blocks(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = protected_request(t, REQ_OP_WRITE);

	(void)state;
	t->ns.lba_shift = 10;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le64_to_cpu(t->cmd.rw.slba), 50);
	assert_int_equal(le32_to_cpu(t->cmd.rw.reftag), 50);
	t_nvme_stop(t);
}

/* The device has not written them yet: they are not the owner's to change. */
static void nvme_setup_cmd__protected_read__tags_stay(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = protected_request(t, REQ_OP_READ);

	(void)state;
	put_tags(t, 7, 8);
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_tags(t, 7, 8);
	assert_int_equal(le16_to_cpu(t->cmd.rw.control), 0x1400);
	t_nvme_stop(t);
}

/* Metadata that the device takes for bytes: nothing to be checked, no tag of the address. */
static void nvme_setup_cmd__metadata_without_type__no_checks(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = protected_request(t, REQ_OP_READ);

	(void)state;
	t->ns.pi_type = 0;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le16_to_cpu(t->cmd.rw.control), 0);
	assert_int_equal(le32_to_cpu(t->cmd.rw.reftag), 0);
	t_nvme_stop(t);
}

static void nvme_cleanup_cmd__protected_write__tags_stay(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = protected_request(t, REQ_OP_WRITE);

	(void)state;
	put_tags(t, 100, 101);
	nvme_cleanup_cmd(rq);
	assert_tags(t, 100, 101);
	t_nvme_stop(t);
}

/* One block of 1024 bytes has one tuple; what lies behind it is another's. */
static void nvme_cleanup_cmd__larger_blocks__a_tuple_for_each(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = protected_request(t, REQ_OP_READ);

	(void)state;
	t->ns.lba_shift = 10;
	put_tags(t, 100, 101);
	nvme_cleanup_cmd(rq);
	assert_tags(t, 7, 101);
	t_nvme_stop(t);
}

static void nvme_cleanup_cmd__protected_read__tags_of_the_owner(void **state)
{
	static const struct {
		u16 status;
		u8 pi_type;
		u32 first, second;
	} cases[] = {
		{ 0, 1, 7, 8 },
		{ 0x281, 1, 100, 101 }, /* nothing was read */
		{ 0, 3, 100, 101 },	/* has no such tags */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_start();
		struct request *rq = protected_request(t, REQ_OP_READ);

		put_tags(t, 100, 101);
		t->ns.pi_type = cases[i].pi_type;
		t->r.iod.req.status = cases[i].status;
		nvme_cleanup_cmd(rq);
		assert_tags(t, cases[i].first, cases[i].second);
		t_nvme_stop(t);
	}
}

/* DEF-NVME-9: READ is the number of another direction. */
static void nvme_map_metadata__mapped_and_unmapped__same_direction(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++)
		for (unsigned op = REQ_OP_READ; op <= REQ_OP_WRITE; op++) {
			struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_9) : t_nvme_start();
			struct request *rq = protected_request(t, op);

			assert_int_equal(nvme_map_metadata(&t->nvme, rq, &t->cmd), BLK_STS_OK);
			assert_int_equal(le64_to_cpu(t->cmd.rw.metadata), T_TUPLES + 0x40);
			bp_nvme_unmap_metadata(&t->nvme, rq);
			assert_hits(&t->w.env, BP_SITE_DMA_OTHER_DIRECTION,
				    mode && op == REQ_OP_READ);
			t_nvme_stop(t);
		}
}

/* NVH-25: the first vector as it is: at any byte, all of it, and of the first bio alone. */
static void nvme_map_metadata__odd_trimmed_and_joined__first_vector(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = protected_request(t, REQ_OP_READ);
	struct bio_integrity_payload *bip = bio_integrity(rq->bio);
	struct bio *second = t_bio(&t->w, REQ_OP_READ, 102, 1, T_VECS({ 0x10400, 512 }));

	(void)state;
	bip->bip_vec->bv_offset = 0x43;
	bip->bip_iter.bi_size = 8;
	assert_non_null(bio_integrity_alloc(second, GFP_NOIO, 1));
	assert_int_equal(bio_integrity_add_page(second, pfn_to_page(0x301), 8, 0), 8);
	rq->bio->bi_next = rq->biotail = second;
	assert_int_equal(nvme_map_metadata(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le64_to_cpu(t->cmd.rw.metadata), T_TUPLES + 0x43);
	assert_true(bp_dma_ledger_access(&t->dev, bp_dma_addr(T_TUPLES + 0x43), 16, true));
	assert_false(bp_dma_ledger_access(&t->dev, bp_dma_addr(T_TUPLES + 0x43), 17, true));
	bp_nvme_unmap_metadata(&t->nvme, rq);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 1); /* that access alone */
	rq->bio->bi_next = NULL;
	bio_put(second);
	t_nvme_stop(t);
}

static void nvme_map_metadata__out_of_reach__ioerr(void **state)
{
	(void)state;
	for (unsigned op = REQ_OP_READ; op <= REQ_OP_WRITE; op++) {
		struct t_nvme *t = t_nvme_start();
		struct request *rq = protected_request(t, op);

		t->dev.dma_mask = 0xffff;
		assert_int_equal(nvme_map_metadata(&t->nvme, rq, &t->cmd), BLK_STS_IOERR);
		t->dev.dma_mask = ~0ull;
		t_nvme_stop(t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_setup_cmd__protected_write__tags_of_the_device_and_no_pract),
		cmocka_unit_test(nvme_setup_cmd__protected_write_of_large_blocks__tag_in_blocks),
		cmocka_unit_test(nvme_setup_cmd__protected_read__tags_stay),
		cmocka_unit_test(nvme_setup_cmd__metadata_without_type__no_checks),
		cmocka_unit_test(nvme_cleanup_cmd__protected_write__tags_stay),
		cmocka_unit_test(nvme_cleanup_cmd__larger_blocks__a_tuple_for_each),
		cmocka_unit_test(nvme_cleanup_cmd__protected_read__tags_of_the_owner),
		cmocka_unit_test(nvme_map_metadata__mapped_and_unmapped__same_direction),
		cmocka_unit_test(nvme_map_metadata__odd_trimmed_and_joined__first_vector),
		cmocka_unit_test(nvme_map_metadata__out_of_reach__ioerr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
