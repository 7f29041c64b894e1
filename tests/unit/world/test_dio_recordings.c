/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Direct I/O against recordings of running kernels: the bios and the result of each case.
 */
#include <stdlib.h>

#include <blkpath/event.h>

#include "bp_source.h"
#include "input/recording.h"
#include "world/dio.h"

struct listener {
	struct bp_sink sink;
	struct bp_facts facts;
};

static void note_bio(struct bp_sink *sink, const struct bp_event *event)
{
	struct listener *l = bp_container_of(sink, struct listener, sink);
	const struct bio *bio = event->bio;

	if (event->id == BP_EV_BIO_QUEUE && !bio_flagged(bio, BIO_CHAIN))
		bp_facts_add(&l->facts, BP_FACT_BIOS,
			     (struct bp_fact_row){ { bio->bi_iter.bi_sector, bio_sectors(bio) } });
}

static struct bp_world *open_world(const struct bp_recording *r)
{
	struct bp_world_config config = { .rules = r->rules, .page_shift = 12 };
	struct bp_limits_doc limits;
	struct bp_error err;
	struct bp_world *world;

	config.limits = &limits;
	assert_int_equal(bp_limits_load("default", r->rules, &limits, &err), 0);
	limits.limits = r->limits.limits;
	limits.limits.bounce_pfn = BLK_BOUNCE_ANY >> config.page_shift;
	limits.dma_alignment = r->limits.dma_alignment;
	if (r->limits.nomerges == 2)
		limits.queue_flags |= 1ul << QUEUE_FLAG_NOMERGES;
	assert_int_equal(bp_world_open(&config, &world, &err), 0);
	return world;
}

static void transfer(const struct bp_recording *r, struct bp_facts *facts)
{
	struct listener l = { .sink = { .fn = note_bio }, .facts.list[BP_FACT_BIOS].known = true };
	struct bp_dio_iovec *iov = calloc(r->nr_iov, sizeof(*iov));
	struct bp_world *world = open_world(r);
	struct bp_dio_io io = { .opf = r->write ? REQ_OP_WRITE : REQ_OP_READ,
				.sector = r->sector,
				.fixed = r->fixed,
				.folios = r->folios,
				.iov = iov,
				.nr_iov = r->nr_iov };
	s64 ret;

	assert_non_null(iov);
	for (unsigned i = 0; i < r->nr_iov; i++)
		iov[i] = (struct bp_dio_iovec){ r->ranges + r->iov[i].first, r->iov[i].nr };
	bp_sink_add(&world->env, &l.sink);
	assert_int_equal(bp_world_direct_io(world, &io, &ret), 0);
	bp_facts_add(&l.facts, BP_FACT_RET, (struct bp_fact_row){ { (u64)ret } });
	bp_world_close(world);
	free(iov);
	*facts = l.facts;
}

/* B1 to B5, F1, G-18, G-19 */
static void bp_world_direct_io__recorded_cases__same_bios_and_result(void **state)
{
	static const char *const files[] = { "live-6.18", "qemu-6.1-misc", "qemu-6.1-null",
					     "qemu-6.1-nvme" };
	unsigned cases = 0;

	(void)state;
	for (size_t i = 0; i < bp_array_size(files); i++) {
		struct bp_error err = { 0 };
		struct bp_recordings *file;
		struct bp_recording r;
		char name[80];

		snprintf(name, sizeof(name), "tests/golden/real/recordings/%s.jsonl.gz", files[i]);
		assert_int_equal(bp_recordings_open(t_source(name), &file, &err), 0);
		for (; bp_recordings_next(file, &r, &err) > 0; cases++) {
			struct bp_fact_difference difference;
			struct bp_facts seen;

			transfer(&r, &seen);
			if (bp_facts_differ(&r.facts, &seen, &difference))
				fail_msg("%s line %u: %s, row %u", files[i], r.line,
					 bp_fact_name(difference.fact), difference.row);
			bp_facts_free(&seen);
			bp_recording_release(&r);
		}
		bp_recordings_close(file);
	}
	assert_int_equal(cases, 840);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_world_direct_io__recorded_cases__same_bios_and_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
