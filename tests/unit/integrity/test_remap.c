/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reference tags on their way to a device and back (NVH-7, NVH-9).
 */
#include <bsd/sys/endian.h>

#include <blkpath/t10_pi.h>

#include "bp_test.h"
#include "mem/ram.h"

#define T_TUPLES 0x300000ull
#define T_NR 6

static struct t_world w;
static struct bp_ram *ram;
static struct request rq;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	ram = bp_ram_new(&w.env);
	w.disk.integrity = (struct blk_integrity){ .tuple_size = 8, .interval_exp = 12 };
	return ram ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	bp_ram_free(ram);
	t_world_fini(&w);
	return 0;
}

/* A bio of whole intervals with a seed; its tuples lie one after the other in memory. */
static struct bio *protected_bio(unsigned first, unsigned intervals, sector_t seed)
{
	struct bio *bio = t_bio_pages(&w, REQ_OP_WRITE, 0, intervals, 0x10000, 4096, 4096);
	struct bio_integrity_payload *bip = bio_integrity_alloc(bio, GFP_NOIO, 2);

	assert_non_null(bip);
	bip->bip_iter.bi_sector = seed;
	for (unsigned i = first; i < first + intervals; i += intervals / 2) {
		const u64 at = T_TUPLES + i * 8;

		bio_integrity_add_page(bio, pfn_to_page(at >> 12), intervals / 2 * 8,
				       (unsigned)(at & 4095));
	}
	return bio;
}

/* Two bios: seeds 50.. and 90..; the request begins at interval 200. */
static void start(void)
{
	struct bio *second = protected_bio(4, 2, 90);

	t_request(&w, &rq, protected_bio(0, 4, 50));
	rq.cmd_flags |= REQ_INTEGRITY;
	rq.rq_disk = &w.disk;
	rq.__sector = 200 * 8;
	rq.bio->bi_next = second;
	rq.biotail = second;
}

static void put(const u32 tags[T_NR])
{
	for (unsigned i = 0; i < T_NR; i++) {
		const struct t10_pi_tuple tuple = { .ref_tag = htobe32(tags[i]) };

		assert_int_equal(bp_ram_write(ram, bp_phys_addr(T_TUPLES + i * 8), &tuple, 8), 0);
	}
}

static void assert_tags(const u32 tags[T_NR])
{
	for (unsigned i = 0; i < T_NR; i++) {
		struct t10_pi_tuple tuple;

		assert_int_equal(bp_ram_read(ram, bp_phys_addr(T_TUPLES + i * 8), &tuple, 8), 0);
		assert_int_equal(be32toh(tuple.ref_tag), tags[i]);
	}
}

static const u32 above[T_NR] = { 50, 51, 52, 53, 90, 91 };
static const u32 below[T_NR] = { 200, 201, 202, 203, 204, 205 };

static void t10_pi_prepare__two_bios__address_runs_on(void **state)
{
	(void)state;
	start();
	put(above);
	t10_pi_prepare(&rq, 3);
	assert_tags(above);
	t10_pi_prepare(&rq, 1);
	assert_tags(below);
	t10_pi_complete(&rq, 1, T_NR);
	assert_tags(above);
}

static void t10_pi_prepare__tag_that_is_not_the_seeds__stays(void **state)
{
	static const u32 foreign[T_NR] = { 50, 7, 52, 53, 90, 91 };
	static const u32 want[T_NR] = { 200, 7, 202, 203, 204, 205 };

	(void)state;
	start();
	put(foreign);
	t10_pi_prepare(&rq, 2);
	assert_tags(want);
}

static void t10_pi_complete__fewer_intervals__first_ones(void **state)
{
	static const u32 want[T_NR] = { 50, 51, 52, 53, 90, 205 };

	(void)state;
	start();
	put(below);
	t10_pi_complete(&rq, 1, 5);
	assert_tags(want);
}

/* A bio that was split begins in the middle of its vectors. */
static void t10_pi_prepare__advanced_payload__from_where_it_stands(void **state)
{
	static const u32 want[T_NR] = { 50, 51, 52, 200, 201, 202 };
	static const u32 tags[T_NR] = { 50, 51, 52, 53, 90, 91 };

	(void)state;
	start();
	put(tags);
	bvec_iter_advance(&w.env, bio_integrity(rq.bio)->bip_vec, &bio_integrity(rq.bio)->bip_iter,
			  24);
	bio_integrity(rq.bio)->bip_iter.bi_sector += 3;
	t10_pi_prepare(&rq, 1);
	assert_tags(want);
}

/* What the block layer made, in a buffer of its own. */
static void t10_pi_prepare__own_buffer__remapped(void **state)
{
	static struct t10_pi_tuple tuples[4];

	(void)state;
	start();
	tuples[3].ref_tag = htobe32(53);
	bio_integrity(rq.bio)->bp_buf = (u8 *)tuples;
	rq.bio->bi_next->bi_opf &= ~REQ_INTEGRITY; /* and one without any */
	t10_pi_prepare(&rq, 1);
	assert_int_equal(be32toh(tuples[3].ref_tag), 203);
}

/* Tuples that have no bytes in this machine are left alone. */
static void t10_pi_prepare__tuples_without_bytes__nothing(void **state)
{
	(void)state;
	start();
	bp_ram_free(ram);
	ram = NULL;
	t10_pi_prepare(&rq, 1);
}

#define in_world(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		in_world(t10_pi_prepare__two_bios__address_runs_on),
		in_world(t10_pi_prepare__tag_that_is_not_the_seeds__stays),
		in_world(t10_pi_complete__fewer_intervals__first_ones),
		in_world(t10_pi_prepare__advanced_payload__from_where_it_stands),
		in_world(t10_pi_prepare__own_buffer__remapped),
		in_world(t10_pi_prepare__tuples_without_bytes__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
