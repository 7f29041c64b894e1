/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection on the way down, verification on the way up (R-INT-1, R-INT-2, R-INT-5).
 */
#include <string.h>

#include <blkpath/t10_pi.h>

#include <mem/ram.h>

#include "bp_test.h"
#include "record.h"

#define AT 0x100000ull
#define BOTH (BLK_INTEGRITY_VERIFY | BLK_INTEGRITY_GENERATE)

static struct t_world w;
static struct bp_ram *ram;
static struct t_record record;
static unsigned ended;

static void on_end(struct bio *bio)
{
	(void)bio;
	ended++;
}

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	ram = bp_ram_new(&w.env);
	w.disk.integrity = (struct blk_integrity){
		.profile = &t10_pi_type1_crc,
		.flags = BOTH,
		.tuple_size = sizeof(struct t10_pi_tuple),
		.interval_exp = 9,
	};
	ended = 0;
	t_record(&w.env, &record);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	bp_ram_free(ram);
	t_world_fini(&w);
	return 0;
}

/* 16 sectors at 1000 */
static struct bio *two_pages(unsigned opf)
{
	struct bio *bio = t_bio_pages(&w, opf, 1000, 2, AT, 0x2000, 4096);

	bio->bi_end_io = on_end;
	return bio;
}

static const struct blk_integrity_profile generate_only = {
	.generate_fn = (integrity_processing_fn *)1,
};
static const struct blk_integrity_profile verify_only = {
	.verify_fn = (integrity_processing_fn *)1,
};

/* R-INT-1: the reasons to do nothing */
static void bio_integrity_prep__not_asked_for__nothing_done(void **state)
{
	static const struct {
		const char *name;
		const struct blk_integrity_profile *profile;
		u8 flags;
		unsigned opf;
	} cases[] = {
		{ "no profile", NULL, BOTH, REQ_OP_READ },
		{ "discard", &t10_pi_type1_crc, BOTH, REQ_OP_DISCARD },
		{ "write same", &t10_pi_type1_crc, BOTH, REQ_OP_WRITE_SAME },
		{ "passthrough", &t10_pi_type1_crc, BOTH, REQ_OP_DRV_IN },
		{ "direct", &t10_pi_type1_crc, BOTH, REQ_OP_READ | REQ_DMA_DIRECT },
		{ "direct", &t10_pi_type1_crc, BOTH, REQ_OP_WRITE | REQ_DMA_DIRECT },
		{ "no verify_fn", &generate_only, BOTH, REQ_OP_READ },
		{ "no verify", &t10_pi_type1_crc, BLK_INTEGRITY_GENERATE, REQ_OP_READ },
		{ "no generate_fn", &verify_only, BOTH, REQ_OP_WRITE },
		{ "no generate", &t10_pi_type1_crc, BLK_INTEGRITY_VERIFY, REQ_OP_WRITE },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = two_pages(cases[i].opf);

		w.disk.integrity.profile = cases[i].profile;
		w.disk.integrity.flags = cases[i].flags;
		if (!bio_integrity_prep(bio) || bio->bi_opf & REQ_INTEGRITY || bio->bi_integrity)
			fail_msg("%s", cases[i].name);
	}
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 0);
	assert_int_equal(w.env.page_accesses, 0);
}

static void bio_integrity_prep__empty_or_protected_already__nothing_done(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 0, NULL);
	struct bio_integrity_payload *own;

	(void)state;
	assert_true(bio_integrity_prep(bio));
	assert_null(bio_integrity(bio));
	bio = two_pages(REQ_OP_WRITE);
	own = bio_integrity_alloc(bio, GFP_NOIO, 1);
	assert_true(bio_integrity_prep(bio));
	assert_ptr_equal(bio_integrity(bio), own);
}

static void bio_integrity_prep__write__tuples_attached(void **state)
{
	struct bio *bio = two_pages(REQ_OP_WRITE);
	struct bio_integrity_payload *bip;

	(void)state;
	assert_true(bio_integrity_prep(bio));
	bip = bio_integrity(bio);
	assert_non_null(bip);
	assert_int_equal(bip->bip_flags, BIP_BLOCK_INTEGRITY);
	assert_int_equal(bip->bip_iter.bi_size, 128);
	assert_int_equal(bip->bip_iter.bi_sector, 1000);
	assert_int_equal(bip->bip_vcnt, 1);
	assert_int_equal(record.last[BP_EV_INTEGRITY].a, 16);
	assert_int_equal(record.last[BP_EV_INTEGRITY].b, true);
	/* A write has nothing to wait for. */
	bio_endio(bio);
	assert_int_equal(ended, 1);
	assert_false(bio->bi_opf & REQ_INTEGRITY);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 0);
}

static void bio_integrity_prep__ip_checksum__told_in_the_payload(void **state)
{
	struct bio *bio = two_pages(REQ_OP_WRITE);

	(void)state;
	w.disk.integrity.flags |= BLK_INTEGRITY_IP_CHECKSUM;
	assert_true(bio_integrity_prep(bio));
	assert_int_equal(bio_integrity(bio)->bip_flags, BIP_BLOCK_INTEGRITY | BIP_IP_CHECKSUM);
}

/* The tuples of a write, given to a read of the same data, as a disk would. */
static struct bio *read_back(void)
{
	struct bio *out = two_pages(REQ_OP_WRITE), *in = two_pages(REQ_OP_READ);

	assert_true(bio_integrity_prep(out));
	assert_true(bio_integrity_prep(in));
	assert_int_equal(record.last[BP_EV_INTEGRITY].b, false);
	memcpy(bio_integrity(in)->bp_buf, bio_integrity(out)->bp_buf, 128);
	bio_integrity_free(out);
	bio_advance(in, 8192);
	return in;
}

/* Where there is RAM the tuples lie in it: a device reaches them (NVH-25). */
static void bio_integrity_prep__machine_with_ram__tuples_in_its_pages(void **state)
{
	struct bio *bio = two_pages(REQ_OP_WRITE);
	const u64 pages = bp_ram_report(ram).allocated;
	const struct bio_integrity_payload *bip;

	(void)state;
	assert_true(bio_integrity_prep(bio));
	bip = bio_integrity(bio);
	assert_int_equal(bp_ram_report(ram).allocated, pages + 1);
	assert_ptr_equal(bp_page_bytes(&w.env, bip->bip_vec[0].bv_page), bip->bp_buf);
	bio_integrity_free(bio);
	assert_int_equal(bp_ram_report(ram).allocated, pages);
	bp_ram_free(ram);
	ram = NULL;
	bio = two_pages(REQ_OP_READ);
	assert_true(bio_integrity_prep(bio));
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 2);
	bio_integrity_free(bio);
}

/* R-INT-2: a worker verifies, and ends the bio */
static void bio_integrity_endio__read__verified_by_a_worker(void **state)
{
	struct bio *bio = read_back();

	(void)state;
	bio_endio(bio);
	assert_int_equal(ended, 0);
	bp_work_run(&w.env);
	assert_int_equal(ended, 1);
	assert_int_equal(bio->bi_status, BLK_STS_OK);
	assert_false(bio->bi_opf & REQ_INTEGRITY);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 0);
}

static void bio_integrity_endio__data_or_tuple_changed__protection_error(void **state)
{
	struct bio *bio = read_back();

	(void)state;
	bp_ram_write(ram, bp_phys_addr(AT + 0x2000 + 4000), "x", 1);
	bio_endio(bio);
	bp_work_run(&w.env);
	assert_int_equal(bio->bi_status, BLK_STS_PROTECTION);

	bio = read_back();
	bio_integrity(bio)->bp_buf[7] ^= 1; /* reference tag of sector 1000 */
	bio_endio(bio);
	bp_work_run(&w.env);
	assert_int_equal(bio->bi_status, BLK_STS_PROTECTION);
	assert_int_equal(ended, 2);
}

static void bio_integrity_endio__failed_or_own_payload_or_none__not_verified(void **state)
{
	struct bio *bio = read_back();

	(void)state;
	bp_ram_write(ram, bp_phys_addr(AT), "x", 1);
	bio->bi_status = BLK_STS_MEDIUM;
	bio_endio(bio);
	assert_int_equal(ended, 1);
	assert_int_equal(bio->bi_status, BLK_STS_MEDIUM);

	bio = two_pages(REQ_OP_READ);
	bio_integrity_alloc(bio, GFP_NOIO, 1);
	bio_endio(bio);
	assert_int_equal(ended, 2);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 0);
	assert_true(bio_integrity_endio(bio));
}

/* Half of the fault loop: the bio ends with RESOURCE whichever allocation fails. */
static bool nth_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)kind, (void)bytes;
	return !--*(unsigned *)arg;
}

static void bio_integrity_prep__no_memory__ends_with_resource(void **state)
{
	const struct bp_alloc_ops ops = { .should_fail = nth_fails };
	const struct bp_page_ops *frames = w.env.page_ops;

	(void)state;
	for (unsigned n = 0; n < 4; n++) {
		struct bio *bio = two_pages(REQ_OP_WRITE);
		unsigned countdown = 1 + n % 2;

		w.env.page_ops =
			n < 2 ? frames : NULL; /* tuples in frames, or in frames of nobody */
		w.env.alloc_arg = &countdown;
		w.env.alloc_ops = &ops;
		assert_false(bio_integrity_prep(bio));
		w.env.alloc_ops = NULL;
		assert_int_equal(countdown, 0);
		assert_int_equal(bio->bi_status, BLK_STS_RESOURCE);
		assert_int_equal(ended, n + 1);
		assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 0);
	}
	w.env.page_ops = frames;
}

/* quirk: 1024 sectors have two pages of tuples, which a boundary of 64 KiB does not let in. */
static void bio_integrity_prep__tuples_refused__given_up_with_a_finding(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ AT, 1024 * 512 }));

	(void)state;
	bio->bi_end_io = on_end;
	assert_true(bio_integrity_prep(bio));
	assert_int_equal(bio_integrity(bio)->bip_vcnt, 2);
	bio_integrity_free(bio);
	w.q.limits.virt_boundary_mask = 0xffff;
	assert_false(bio_integrity_prep(bio));
	assert_int_equal(ended, 0);
	assert_hits(&w.env, BP_SITE_INTEGRITY_GIVEN_UP, 1);
}

/* Intervals of 4096 in pieces of 512: no tuple covers them. */
static void bio_integrity_prep__segment_below_the_interval__a_finding(void **state)
{
	struct bio *bio = t_bio_pages(&w, REQ_OP_READ, 0, 8, AT, 0x1000, 512);

	(void)state;
	w.disk.integrity.interval_exp = 12;
	assert_true(bio_integrity_prep(bio));
	bio_endio(bio);
	bp_work_run(&w.env);
	assert_int_equal(bio->bi_status, BLK_STS_PROTECTION);
	assert_hits(&w.env, BP_SITE_INTEGRITY_RUN, 1);
}

/* R-INT-4: a driver and a trace see these numbers. */
static void integrity_flags__values__as_the_kernel_has_them(void **state)
{
	(void)state;
	assert_int_equal(BLK_INTEGRITY_VERIFY, 1);
	assert_int_equal(BLK_INTEGRITY_GENERATE, 2);
	assert_int_equal(BLK_INTEGRITY_DEVICE_CAPABLE, 4);
	assert_int_equal(BLK_INTEGRITY_IP_CHECKSUM, 8);
	assert_int_equal(BIP_BLOCK_INTEGRITY, 1);
	assert_int_equal(BIP_MAPPED_INTEGRITY, 2);
	assert_int_equal(BIP_CTRL_NOCHECK, 4);
	assert_int_equal(BIP_DISK_NOCHECK, 8);
	assert_int_equal(BIP_IP_CHECKSUM, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			bio_integrity_prep__machine_with_ram__tuples_in_its_pages, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(bio_integrity_prep__not_asked_for__nothing_done,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			bio_integrity_prep__empty_or_protected_already__nothing_done, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(bio_integrity_prep__write__tuples_attached, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			bio_integrity_prep__ip_checksum__told_in_the_payload, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_integrity_endio__read__verified_by_a_worker,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			bio_integrity_endio__data_or_tuple_changed__protection_error, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			bio_integrity_endio__failed_or_own_payload_or_none__not_verified, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(bio_integrity_prep__no_memory__ends_with_resource,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			bio_integrity_prep__tuples_refused__given_up_with_a_finding, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			bio_integrity_prep__segment_below_the_interval__a_finding, set_up,
			tear_down),
		cmocka_unit_test(integrity_flags__values__as_the_kernel_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
