/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Zeroing and copying (R-HLP-1, R-HLP-2, DEF-8).
 */
#include "bio_test.h"

#define SRC 0x1000000ull
#define DST 0x2000000ull

static void fill(struct t_mem *t, u64 addr, unsigned len, u8 first)
{
	for (unsigned i = 0; i < len; i++)
		assert_int_equal(bp_ram_write(t->ram, bp_phys_addr(addr + i),
					      &(u8){ (u8)(first + i) }, 1),
				 0);
}

static u8 byte_at(struct t_mem *t, u64 addr)
{
	u8 byte;

	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(addr), &byte, 1), 0);
	return byte;
}

/* x|....|x: three pages of one vector */
static void zero_fill_bio__across_pages__only_its_bytes(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ SRC + 4000, 4500 }));

	fill(t, SRC + 3990, 4600, 1);
	bio_advance(bio, 10);
	zero_fill_bio(bio);
	for (unsigned i = 0; i < 4600; i++)
		assert_int_equal(byte_at(t, SRC + 3990 + i), i >= 20 && i < 4510 ? 0 : (u8)(i + 1));
	bio_put(bio);
}

static void zero_fill_bio_iter__memory_without_bytes__passed_over(void **state)
{
	struct t_mem *t = *state;
	u64 nowhere = (t->w.env.max_pfn + 1) << 12;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ nowhere, 512 }, { SRC, 512 }));

	fill(t, SRC, 512, 1);
	zero_fill_bio_iter(bio, bio->bi_iter);
	assert_int_equal(byte_at(t, SRC), 0);
	bio_put(bio);
}

/* aaa|bbbbb to cccc|dd: unequal pieces, six bytes in common */
static void bio_copy_data__unequal_pieces__as_many_bytes_as_both_have(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ SRC, 3 }, { SRC + 8192, 5 }));
	struct bio *dst = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ DST, 4 }, { DST + 8192, 2 }));
	struct bvec_iter from = src->bi_iter, to = dst->bi_iter;

	fill(t, SRC, 3, 1);
	fill(t, SRC + 8192, 5, 4);
	bio_copy_data(dst, src);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(byte_at(t, DST + i), i + 1);
	assert_int_equal(byte_at(t, DST + 8192), 5);
	assert_int_equal(byte_at(t, DST + 8193), 6);
	assert_int_equal(byte_at(t, DST + 8194), 0);
	assert_int_equal(src->bi_iter.bi_size, 8);
	bio_copy_data_iter(dst, &to, src, &from);
	assert_int_equal(to.bi_size, 0);
	assert_int_equal(from.bi_size, 2);
	bio_put(src);
	bio_put(dst);
}

static void bio_copy_data__memory_without_bytes__passed_over(void **state)
{
	struct t_mem *t = *state;
	u64 nowhere = (t->w.env.max_pfn + 1) << 12;
	struct bio *src = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ nowhere, 2 }, { SRC, 2 }));
	struct bio *dst = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ DST, 3 }, { nowhere, 1 }));

	fill(t, SRC, 2, 7);
	bio_copy_data(dst, src);
	assert_int_equal(byte_at(t, DST + 1), 0);
	assert_int_equal(byte_at(t, DST + 2), 7);
	bio_put(src);
	bio_put(dst);
}

static void bio_copy_data__empty_vector__bug(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ SRC, 0 }, { SRC, 512 }));
	struct bio *dst = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ DST, 512 }));

	assert_bug(&t->w.env, BP_SITE_ITER_STUCK, (bio_copy_data(dst, src), 0));
	bio_put(src);
	bio_put(dst);
}

/* aa -> bb, an empty bio, cc: the lists end at different places */
static void bio_list_copy_data__lists_of_unequal_bios__up_to_the_shorter(void **state)
{
	struct t_mem *t = *state;
	struct bio *src[3] = { t_bio(&t->w, 0, 0, 1, T_VECS({ SRC, 2 })), t_alloc(t, 0, 0),
			       t_bio(&t->w, 0, 0, 1, T_VECS({ SRC + 4096, 4 })) };
	struct bio *dst[2] = { t_bio(&t->w, 0, 0, 1, T_VECS({ DST, 3 })),
			       t_bio(&t->w, 0, 0, 1, T_VECS({ DST + 4096, 2 })) };

	src[0]->bi_next = src[1];
	src[1]->bi_next = src[2];
	dst[0]->bi_next = dst[1];
	fill(t, SRC, 2, 1);
	fill(t, SRC + 4096, 4, 3);
	bio_list_copy_data(dst[0], src[0]);
	assert_int_equal(byte_at(t, DST + 2), 3);
	assert_int_equal(byte_at(t, DST + 4096), 4);
	assert_int_equal(byte_at(t, DST + 4097), 5);
	bio_list_copy_data(dst[1], src[0]); /* now the source is the longer one by its first bio */
	assert_int_equal(byte_at(t, DST + 4096), 1);
	bio_list_copy_data(dst[0], src[2]); /* and now the shorter one */
	assert_int_equal(byte_at(t, DST + 4096), 6);
	for (unsigned i = 0; i < 3; i++)
		bio_put(src[i]);
	bio_put(dst[0]);
	bio_put(dst[1]);
}

/* DEF-8 */
static void bio_list_copy_data__dma_direct_bio__ends_or_bug(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = t_bio(&t->w, REQ_DMA_DIRECT, 0, 1, T_VECS({ SRC, 512 }));
	struct bio *dst = t_bio(&t->w, 0, 0, 1, T_VECS({ DST, 512 }));

	bio_list_copy_data(dst, src);
	assert_hits(&t->w.env, BP_SITE_COPY_DIRECT, 1);
	assert_hits(&t->w.env, BP_SITE_LIST_COPY_STUCK, 0);
	t_defect(t, BP_DEF_8, true);
	assert_bug(&t->w.env, BP_SITE_LIST_COPY_STUCK, (bio_list_copy_data(dst, src), 0));
	assert_hits(&t->w.env, BP_SITE_COPY_DIRECT, 2);
	bio_put(src);
	bio_put(dst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(zero_fill_bio__across_pages__only_its_bytes),
		t_case(zero_fill_bio_iter__memory_without_bytes__passed_over),
		t_case(bio_copy_data__unequal_pieces__as_many_bytes_as_both_have),
		t_case(bio_copy_data__memory_without_bytes__passed_over),
		t_case(bio_copy_data__empty_vector__bug),
		t_case(bio_list_copy_data__lists_of_unequal_bios__up_to_the_shorter),
		t_case(bio_list_copy_data__dma_direct_bio__ends_or_bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
