/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every test program includes: cmocka behind one header, and small worlds to test in.
 */
#ifndef BP_TEST_H
#define BP_TEST_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <blkpath/address.h>
#include <blkpath/queue.h>
#include <blkpath/request.h>

/* A vector as tests write it: physical or DMA address and length in bytes. */
struct t_vec {
	u64 addr;
	unsigned len;
};

/* A buffer of the kernel at a physical address. */
static inline bp_virt_addr_t t_buf(u64 phys)
{
	return phys_to_virt(bp_phys_addr(phys));
}

#define T_VECS(...) ((const struct t_vec[]){ __VA_ARGS__ })
#define T_NVECS(...) (sizeof(T_VECS(__VA_ARGS__)) / sizeof(struct t_vec))

/**
 * struct t_world - an environment, a disk and a queue with default limits
 *
 * The queue has no driver: tests of submission bring their own make_request_fn or use the
 * simulator.
 */
struct t_world {
	struct bp_env env;
	struct request_queue q;
	struct gendisk disk;
	struct bio_set bs;
};

void t_world_init(struct t_world *w);
void t_world_fini(struct t_world *w);

/* Makes the world a kernel of another rule set. */
void t_rules(struct t_world *w, const struct bp_rules *rules);

/* A test in a world of its own: its `*state` is a struct t_world. */
int t_set_up(void **state);
int t_tear_down(void **state);
#define t_in_world(test) cmocka_unit_test_setup_teardown(test, t_set_up, t_tear_down)

/* A bio on the world's disk over the given vectors, as listed and never joined (REQ_DMA_DIRECT in
 * opf makes them DMA vectors). */
struct bio *t_bio(struct t_world *w, unsigned opf, sector_t sector, unsigned n,
		  const struct t_vec *vecs);

/* The same with every vector of one length: `n` scattered or touching pages. */
struct bio *t_bio_pages(struct t_world *w, unsigned opf, sector_t sector, unsigned n,
			u64 first_addr, u64 stride_bytes, unsigned len);

/* Prepare a request that holds one bio, without tags or contexts. */
void t_request(struct t_world *w, struct request *rq, struct bio *bio);

/* Ends a case that cannot run here.  CMocka writes its own skip as "not ok", which is a failure. */
#define t_leave_out(why)                                                                           \
	do {                                                                                       \
		print_message("# left out: %s\n", why);                                            \
		return;                                                                            \
	} while (0)

/* Runs an expression and asserts that it BUGs at the site. */
#define assert_bug(environment, site_id, expression)                                               \
	do {                                                                                       \
		struct bp_catch t_catch;                                                           \
                                                                                                   \
		if (bp_catch(environment, &t_catch) == 0) {                                        \
			(void)(expression);                                                        \
			bp_catch_pop(environment, &t_catch);                                       \
			fail_msg("no BUG at " #site_id);                                           \
		}                                                                                  \
		assert_int_equal((environment)->bug.site, site_id);                                \
	} while (0)

/* Asserts how often a site has fired so far. */
#define assert_hits(environment, site_id, count)                                                   \
	assert_int_equal((environment)->hits[site_id], count)

#endif
