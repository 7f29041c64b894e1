/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/random.h>

#include "bp_test.h"
#include "world/buffers.h"
#include "world/verify.h"

/* A world with data, its verification, and memory for its I/O. */
struct run {
	struct bp_limits_doc limits;
	struct bp_world *world;
	struct bp_verify verify;
	struct bp_layout layout;
	struct bp_buffers buffers;
	u64 number;
};

static int set_up(void **state)
{
	static struct run run;
	struct bp_world_config config = {
		.limits = &run.limits, .page_shift = 12, .keeps_data = true, .queues = 2, .depth = 4
	};
	struct bp_error err = { 0 };

	run = (struct run){ .number = 0 };
	assert_int_equal(bp_limits_load("default", NULL, &run.limits, &err), 0);
	run.limits.limits.max_write_same_sectors = 128;
	run.limits.limits.max_discard_sectors = 128;
	run.limits.queue_flags |= 1ul << QUEUE_FLAG_DISCARD;
	config.latency_ns = 1000;
	assert_int_equal(bp_world_open(&config, &run.world, &err), 0);
	assert_int_equal(bp_layout_parse(&(struct bp_place){ 0 }, "scattered,offset=512", 12,
					 &run.layout, &err),
			 0);
	bp_verify_start(&run.verify, run.world, 3);
	*state = &run;
	return 0;
}

static int tear_down(void **state)
{
	struct run *run = *state;

	bp_world_close(run->world);
	bp_verify_free(&run->verify);
	return 0;
}

static void does(struct run *run, unsigned opf, u64 sector, u64 sectors)
{
	struct bp_scenario_io io = { .opf = opf,
				     .sector = sector,
				     .bytes = (unsigned)sectors << SECTOR_SHIFT,
				     .layout = run->layout };
	unsigned bios;

	bp_buffers_place(&run->buffers, &io, 12, 1);
	run->world->env.current.cpu = (unsigned)++run->number % 2;
	assert_int_equal(bp_verify_submit(&run->verify, &io, run->number, 0, 1, &bios), 0);
	assert_true(bios > 0);
}

static const struct bp_verified *ends(struct run *run)
{
	assert_int_equal(bp_verify_end(&run->verify, &run->layout), 0);
	return &run->verify.done;
}

static void bp_verify__each_operation__every_byte_right(void **state)
{
	struct run *run = *state;
	const struct bp_verified *done;

	does(run, REQ_OP_READ, 0, 16);
	does(run, REQ_OP_WRITE, 8, 2048);
	does(run, REQ_OP_READ, 0, 4096);
	does(run, REQ_OP_WRITE_SAME, 100, 64);
	does(run, REQ_OP_DISCARD, 300, 100);
	does(run, REQ_OP_WRITE, 350, 8);
	does(run, REQ_OP_FLUSH | REQ_PREFLUSH, 0, 0);
	does(run, REQ_OP_WRITE | REQ_FUA, 4000, 8);
	does(run, REQ_OP_READ, 0, 4096);
	done = ends(run);
	assert_true(bp_verify_good(done));
	assert_int_equal(done->read, 3);
	assert_int_equal(done->written, 5);
	assert_int_equal(done->failed_writes, 0);
	assert_int_equal(done->read_back, (2048 + 8) * SECTOR_SIZE);
	assert_int_equal(done->lost, 0);
}

/* Those that overlap wait, others do not. */
static void bp_verify_submit__same_sectors__waits(void **state)
{
	struct run *run = *state;

	does(run, REQ_OP_WRITE, 0, 8);
	does(run, REQ_OP_WRITE, 8, 8);
	does(run, REQ_OP_READ, 16, 8);
	does(run, REQ_OP_READ, 16, 8);
	assert_int_equal(run->verify.done.waits, 0);
	does(run, REQ_OP_READ, 7, 2);
	assert_int_equal(run->verify.done.waits, 1);
	does(run, REQ_OP_WRITE, 8, 1);
	assert_int_equal(run->verify.done.waits, 2);
	run->buffers.moved_bytes = 0;
	does(run, REQ_OP_READ, 9999, 1);
	does(run, REQ_OP_READ, 99999, 1);
	run->buffers.moved_bytes = 0;
	does(run, REQ_OP_READ, 5555, 1);
	assert_int_equal(run->verify.done.waits, 3);
	assert_true(bp_verify_good(ends(run)));
}

/* A plug that holds what must end first is flushed. */
static void bp_verify_submit__waits_for_what_is_plugged__goes_on(void **state)
{
	struct run *run = *state;

	bp_world_plug(run->world);
	does(run, REQ_OP_WRITE, 0, 8);
	does(run, REQ_OP_READ, 0, 8);
	bp_world_unplug(run->world);
	assert_true(bp_verify_good(ends(run)));
	assert_int_equal(run->verify.done.read, 1);
}

static void drained(struct run *run)
{
	assert_true(bp_world_drain(run->world));
}

static void bp_verify_end__medium_changed__sector_named(void **state)
{
	struct run *run = *state;
	const struct bp_verified *done;
	u8 byte;

	does(run, REQ_OP_WRITE, 0, 64);
	drained(run);
	bp_store_read(run->world->null->store, 5 * SECTOR_SIZE + 77, &byte, 1);
	byte ^= 4;
	assert_int_equal(bp_store_write(run->world->null->store, 5 * SECTOR_SIZE + 77, &byte, 1),
			 0);
	does(run, REQ_OP_READ, 0, 8);
	done = ends(run);
	assert_false(bp_verify_good(done));
	assert_int_equal(done->mismatches, 2); /* the read, and reading back */
	assert_int_equal(done->kept[0].io, 2);
	assert_int_equal(done->kept[1].io, 0);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(done->kept[i].sector, 5);
		assert_int_equal(done->kept[i].byte, 77);
		assert_int_equal(done->kept[i].wanted, 1);
		assert_int_equal(done->kept[i].found, BP_FOUND_DAMAGED);
		assert_int_equal(done->kept[i].got ^ done->kept[i].expected, 4);
	}
}

static void bp_verify_end__many_wrong__first_ones_kept(void **state)
{
	struct run *run = *state;

	does(run, REQ_OP_WRITE, 0, 64);
	drained(run);
	bp_store_zero(run->world->null->store, 0, 64 * SECTOR_SIZE);
	assert_int_equal(ends(run)->mismatches, 64);
	assert_int_equal(run->verify.done.kept[7].sector, 7);
	assert_int_equal(run->verify.done.kept[7].found, BP_FOUND_ZEROS);
}

/* A failed write may or may not have happened; a failed read says nothing. */
static void bp_verify__failing_device__doubts_and_no_mismatch(void **state)
{
	struct run *run = *state;
	const struct bp_verified *done;

	run->world->null->config.fail = (struct bp_null_fault){ 3, BLK_STS_MEDIUM };
	for (unsigned i = 0; i < 30; i++) {
		does(run, REQ_OP_WRITE, i * 8, 8);
		does(run, REQ_OP_READ, i * 4, 8);
	}
	drained(run);
	run->world->null->config.fail.every = 0;
	done = ends(run);
	assert_true(done->failed_reads > 0);
	assert_true(done->failed_writes > 0);
	assert_int_equal(done->doubtful, done->failed_writes * 8);
	assert_int_equal(done->written + done->failed_writes, 30);
	assert_int_equal(done->read + done->failed_reads, 30);
	assert_true(bp_verify_good(done));
}

static void bp_verify__random_io__every_byte_right(void **state)
{
	static const unsigned ops[] = { REQ_OP_READ, REQ_OP_WRITE, REQ_OP_DISCARD,
					REQ_OP_WRITE_SAME };
	struct run *run = *state;
	u64 random = 42;

	for (unsigned i = 0; i < 500; i++) {
		const u64 dice = bp_random_next(&random);

		does(run, ops[dice % 4], dice >> 8 & 1023, 1 + (dice >> 32 & 255));
	}
	assert_true(bp_verify_good(ends(run)));
	assert_int_equal(run->verify.done.lost, 0);
	assert_true(run->verify.done.waits > 0);
}

#define in_run(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_run(bp_verify__each_operation__every_byte_right),
		in_run(bp_verify_submit__same_sectors__waits),
		in_run(bp_verify_submit__waits_for_what_is_plugged__goes_on),
		in_run(bp_verify_end__medium_changed__sector_named),
		in_run(bp_verify_end__many_wrong__first_ones_kept),
		in_run(bp_verify__failing_device__doubts_and_no_mismatch),
		in_run(bp_verify__random_io__every_byte_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
