/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A null device with RAM, and bios that count themselves.
 */
#ifndef NULL_TEST_H
#define NULL_TEST_H

#include "bp_test.h"

#include <blkpath/check.h>
#include <string.h>

#include "null/null.h"

#define PAGE 4096u
#define MEMORY 0x10000000ull /* pages of a bio, one after the other or scattered */

struct t_null {
	struct bp_env env;
	struct bp_ram *ram;
	struct bp_null *null;
	struct bp_check *check;
	bool defective; /* violations are expected */
	unsigned ended;
	blk_status_t status;
};

static inline void tell(void *arg, const struct bp_violation *violation)
{
	const struct t_null *t = arg;
	char text[2000];

	bp_violation_text(violation, text, sizeof(text));
	if (!t->defective)
		print_message("%s\n", text);
}

/* Everything but the device. */
static inline void start_world(struct t_null *t)
{
	memset(t, 0, sizeof(*t));
	bp_env_init(&t->env);
	t->check = bp_check_new(&t->env);
	bp_check_on_violation(t->check, tell, t);
	t->ram = bp_ram_new(&t->env);
}

static inline void start(struct t_null *t, const struct bp_null_config *config)
{
	start_world(t);
	assert_int_equal(bp_null_create(&t->env, t->ram, config, &t->null), 0);
}

static inline void stop(struct t_null *t)
{
	bp_null_destroy(t->null);
	assert_int_equal(bp_ram_report(t->ram).allocated, 0);
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 0);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		assert_int_equal(t->env.live[kind], 0);
	bp_check_end(t->check, 0);
	assert_int_equal(bp_check_total(t->check) != 0, t->defective);
	bp_check_free(t->check);
	bp_ram_free(t->ram);
	bp_env_fini(&t->env);
}

static inline void count_end(struct bio *bio)
{
	struct t_null *t = bio->bi_private;

	t->ended++;
	if (bio->bi_status)
		t->status = bio->bi_status;
	bio_put(bio);
}

static inline struct bio *make(struct t_null *t, unsigned opf, sector_t sector, unsigned vecs)
{
	struct bio *bio = bio_kmalloc(&t->env, GFP_KERNEL, vecs);

	bio->bi_opf = opf;
	bio->bi_disk = &t->null->disk;
	bio->bi_iter.bi_sector = sector;
	bio->bi_end_io = count_end;
	bio->bi_private = t;
	return bio;
}

/* `pages` pages from `addr`, `stride` apart, of which `len` bytes at `offset` are used. */
struct shape {
	u64 addr;
	u64 stride;
	unsigned offset;
	unsigned len;
	unsigned pages;
};

static inline struct bio *make_data(struct t_null *t, unsigned opf, sector_t sector, struct shape s)
{
	struct bio *bio = make(t, opf, sector, s.pages);

	for (unsigned i = 0; i < s.pages; i++) {
		u64 at = s.addr + i * s.stride + s.offset;

		if (opf & REQ_DMA_DIRECT)
			assert_int_equal(bio_add_dma_addr(t->null->queue, bio, bp_dma_addr(at),
							  s.len),
					 s.len);
		else
			assert_int_equal(bio_add_page(bio, pfn_to_page(at / PAGE), s.len,
						      (unsigned)(at % PAGE)),
					 s.len);
	}
	return bio;
}

static inline u8 pattern(u64 sector_byte)
{
	return (u8)(sector_byte * 31 + (sector_byte >> 9) * 7 + 1);
}

static inline void fill(struct t_null *t, struct shape s, u64 first)
{
	for (unsigned i = 0; i < s.pages; i++)
		for (unsigned k = 0; k < s.len; k++) {
			u8 byte = pattern(first++);

			bp_ram_write(t->ram, bp_phys_addr(s.addr + i * s.stride + s.offset + k),
				     &byte, 1);
		}
}

static inline void check_filled(struct t_null *t, struct shape s, u64 first)
{
	for (unsigned i = 0; i < s.pages; i++)
		for (unsigned k = 0; k < s.len; k++) {
			u8 byte;

			bp_ram_read(t->ram, bp_phys_addr(s.addr + i * s.stride + s.offset + k),
				    &byte, 1);
			assert_int_equal(byte, pattern(first++));
		}
}

static inline void drain(struct t_null *t)
{
	while (bp_wait(&t->env))
		;
}

#endif
