/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Direct I/O under rule sets that differ in one switch: all of it is done, or it is refused.
 */
#include "bp_test.h"

#include <string.h>

#include "random.h"
#include "world/dio.h"

#define TRANSFERS 30
#define IOVECS 6
#define RANGES 48

struct memory {
	struct bp_range ranges[RANGES];
	struct bp_dio_iovec iov[IOVECS];
	unsigned nr_iov;
	s64 bytes;
};

/* What the setters of some kernel would leave. */
static void wild_limits(struct t_random *r, struct bp_limits_doc *doc)
{
	struct queue_limits *lim = &doc->limits;

	lim->logical_block_size = (unsigned)t_pick(r, 512, 512, 4096, 16384);
	lim->physical_block_size = bp_max(lim->logical_block_size, (u32)t_pick(r, 512, 4096));
	lim->io_min = lim->physical_block_size;
	lim->max_hw_sectors = lim->max_sectors = (unsigned)t_pick(r, 8, 37, 255, 65536);
	lim->max_segments = (u16)t_pick(r, 1, 3, 128);
	lim->max_segment_size = (unsigned)t_pick(r, 4096, 6144, UINT_MAX);
	lim->chunk_sectors = (unsigned)t_pick(r, 0, 0, 16, 24);
	lim->seg_boundary_mask = t_pick(r, 0xfff, 0xffff, BLK_SEG_BOUNDARY_MASK, ~0ull);
	lim->virt_boundary_mask = t_pick(r, 0, 0, 0xfff);
	doc->dma_alignment = (unsigned)t_pick(r, 3, 511);
}

/* Bytes left out at an end of an iovec: less than a page. */
static u32 gap(struct t_random *r, u32 unit, u32 odd)
{
	return unit * (u32)t_below(r, 4096 / unit) + odd;
}

/* Runs of whole pages, but for both ends of an iovec, which is as long as a number of units. */
static void wild_memory(struct t_random *r, struct memory *m)
{
	u32 unit = (u32)t_pick(r, 512, 512, 2048, 4096, 4096);
	unsigned nr = 0;

	*m = (struct memory){ .nr_iov = (unsigned)t_between(r, 1, IOVECS) };
	for (unsigned i = 0; i < m->nr_iov; i++) {
		struct bp_dio_iovec *iov = &m->iov[i];
		unsigned runs = (unsigned)t_below(r, RANGES / IOVECS + 1);
		u32 odd = (u32)t_pick(r, 0, 0, 0, 4, 256);

		iov->ranges = &m->ranges[nr];
		for (; iov->nr < runs; nr++) {
			u32 pages = (u32)t_pick(r, 1, 1, 2, 300);
			u32 front = iov->nr ? 0 : gap(r, unit, odd);
			u32 back = ++iov->nr < runs ? 0 : gap(r, unit, odd ? unit - odd : 0);
			u32 whole = (pages + !!front + !!back) * 4096;

			m->ranges[nr].addr = 0x1000000 * (t_below(r, 64) + 1) + front;
			m->ranges[nr].len = whole - front - back;
			m->bytes += m->ranges[nr].len;
		}
	}
}

/* A BUG is an answer too: several rule sets have one for what is left of nothing. */
static void transfer(const struct bp_rules *rules, struct t_random *r)
{
	struct bp_limits_doc doc;
	struct bp_world_config config = { .limits = &doc, .rules = rules, .page_shift = 12 };
	struct bp_catch catcher;
	struct bp_error err;
	struct bp_world *world;
	struct memory m;
	struct bp_dio_io io = { .iov = m.iov };
	s64 ret = 0;

	assert_int_equal(bp_limits_load("default", NULL, &doc, &err), 0);
	wild_limits(r, &doc);
	wild_memory(r, &m);
	io.nr_iov = m.nr_iov;
	io.opf = (unsigned)t_pick(r, REQ_OP_READ, REQ_OP_WRITE);
	io.fixed = t_once_in(r, 3);
	io.folios = t_once_in(r, 2);
	io.sector = t_below(r, 4) * doc.limits.logical_block_size / SECTOR_SIZE;
	assert_int_equal(bp_world_open(&config, &world, &err), 0);
	if (!bp_catch(&world->env, &catcher)) {
		assert_int_equal(bp_world_direct_io(world, &io, &ret), 0);
		bp_catch_pop(&world->env, &catcher);
		assert_true(ret == m.bytes || ret < 0);
		assert_int_equal(world->env.live[BP_ALLOC_BIO], 0);
	}
	bp_world_close(world);
}

static void bp_world_direct_io__one_switch_of_another_set__done_or_refused(void **state)
{
	struct t_random random = { 3 };
	struct bp_rules rules;

	(void)state;
	for (unsigned base = 0; bp_rules_at(base); base++)
		for (unsigned other = 0; bp_rules_at(other); other++)
			for (unsigned which = 0; which < BP_RULE_NR; which++) {
				rules = *bp_rules_at(base);
				if (!bp_rules_take(&rules, bp_rules_at(other), which))
					continue;
				print_message("# %s with %s of %s\n", rules.name,
					      bp_rule_switch_get(which)->name,
					      bp_rules_at(other)->name);
				for (unsigned n = 0; n < TRANSFERS; n++)
					transfer(&rules, &random);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_world_direct_io__one_switch_of_another_set__done_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
