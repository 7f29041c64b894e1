/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of src/bio share: a world with RAM that must be empty in the end (INV-BIO-3).
 */
#ifndef BIO_TEST_H
#define BIO_TEST_H

#include "bp_test.h"

#include <stdlib.h>
#include <string.h>

#include <blkpath/event.h>

#include "mem/ram.h"

struct t_mem {
	struct t_world w; /* first: *state is both */
	struct bp_ram *ram;
	struct bp_sink sink;
	unsigned events[BP_EVENT_NR];
	struct bp_event last[BP_EVENT_NR];
	enum bp_alloc_kind fail_kind;
	unsigned fail_first; /* how many allocations fail once any did */
	unsigned fail_after; /* how many succeed before */
};

static inline void t_mem_event(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_mem *t = bp_container_of(sink, struct t_mem, sink);

	t->events[event->id]++;
	t->last[event->id] = *event;
}

static inline bool t_mem_should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct t_mem *t = arg;

	(void)bytes;
	if (kind != t->fail_kind || !t->fail_first)
		return false;
	if (t->fail_after) {
		t->fail_after--;
		return false;
	}
	t->fail_first--;
	return true;
}

/* Lets `count` allocations of a kind fail, after `after` good ones. */
static inline void t_fail(struct t_mem *t, enum bp_alloc_kind kind, unsigned after, unsigned count)
{
	t->fail_kind = kind;
	t->fail_after = after;
	t->fail_first = count;
}

static inline int t_mem_setup(void **state)
{
	static const struct bp_alloc_ops ops = { t_mem_should_fail };
	struct t_mem *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_world_init(&t->w);
	t->ram = bp_ram_new(&t->w.env);
	t->sink.fn = t_mem_event;
	bp_sink_add(&t->w.env, &t->sink);
	t->w.env.alloc_ops = &ops;
	t->w.env.alloc_arg = t;
	*state = t;
	return 0;
}

static inline int t_mem_teardown(void **state)
{
	struct t_mem *t = *state;

	assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 0);
	assert_int_equal(t->w.env.live[BP_ALLOC_BVEC], 0);
	bp_ram_free(t->ram);
	t_world_fini(&t->w);
	free(t);
	return 0;
}

#define t_case(fn) cmocka_unit_test_setup_teardown(fn, t_mem_setup, t_mem_teardown)

static inline struct bio *t_alloc(struct t_mem *t, unsigned opf, unsigned nr_vecs)
{
	struct bio *bio = bio_kmalloc(&t->w.env, GFP_KERNEL, nr_vecs);

	assert_non_null(bio);
	bio->bi_opf = opf;
	bio->bi_disk = &t->w.disk;
	return bio;
}

static inline void t_defect(struct t_mem *t, enum bp_defect_id id, bool on)
{
	bp_defect_set(&t->w.q.bp_defects, id, on);
}

static inline u64 t_hits_of(const struct t_mem *t, enum bp_severity severity)
{
	u64 n = 0;

	for (unsigned site = 0; site < BP_SITE_NR; site++)
		if (bp_site_get(site)->severity == severity)
			n += t->w.env.hits[site];
	return n;
}

static inline int t_refs(struct t_mem *t, u64 pfn)
{
	return t->w.env.page_ops->state(t->w.env.page_arg, pfn)->refs;
}

#define assert_vec(bv, pfn, off, len)                                                              \
	do {                                                                                       \
		struct bio_vec t_bv = (bv);                                                        \
                                                                                                   \
		assert_int_equal(page_to_pfn(t_bv.bv_page), pfn);                                  \
		assert_int_equal(t_bv.bv_offset, off);                                             \
		assert_int_equal(t_bv.bv_len, len);                                                \
	} while (0)

#endif
