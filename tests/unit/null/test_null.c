/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The null device itself: sizes, virtual time, order, refusals and errors.
 */
#include "null_test.h"

#include <errno.h>

#define F(flag) (1ul << QUEUE_FLAG_##flag)

static const struct shape one_page = { MEMORY, PAGE, 0, PAGE, 1 };

static void bp_null_create__nothing_asked__defaults(void **state)
{
	struct t_null t;

	(void)state;
	start(&t, &(struct bp_null_config){ 0 });
	assert_string_equal(t.null->disk.disk_name, "null0");
	assert_int_equal(t.null->queue->nr_hw_queues, 1);
	assert_int_equal(t.null->queue->nr_requests, 64);
	assert_int_equal(t.null->disk.capacity, 0);
	assert_int_equal(t.null->queue->limits.max_sectors, BLK_SAFE_MAX_SECTORS);
	assert_ptr_equal(t.null->disk.queue, t.null->queue);
	stop(&t);
}

static void bp_null_create__all_asked__taken_over(void **state)
{
	struct queue_limits limits = { .max_sectors = 24, .max_segments = 2 };
	struct bp_rules rules = { .name = "mine" };
	struct t_null t;

	(void)state;
	start(&t, &(struct bp_null_config){ .name = "sda",
					    .nr_hw_queues = 2,
					    .queue_depth = 3,
					    .nr_cpus = 5,
					    .capacity_sectors = 1000,
					    .limits = &limits,
					    .queue_flags = F(NOMERGES),
					    .rules = &rules,
					    .no_merge = true });
	assert_string_equal(t.null->disk.disk_name, "sda");
	assert_int_equal(t.null->queue->nr_queues, 5);
	assert_int_equal(t.null->queue->limits.max_sectors, 24);
	assert_true(bp_queue_flag(t.null->queue, QUEUE_FLAG_NOMERGES));
	assert_true(bp_queue_flag(t.null->queue, QUEUE_FLAG_IO_STAT));
	assert_ptr_equal(t.null->queue->bp_rules, &rules);
	assert_int_equal(t.null->queue->queue_hw_ctx[1]->flags, 0);
	stop(&t);
}

static unsigned allowed;

static bool fail_after(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)kind;
	(void)bytes;
	return allowed-- == 0;
}

static const struct bp_alloc_ops failing = { .should_fail = fail_after };

static void bp_null_create__an_allocation_fails__nothing_is_left(void **state)
{
	struct bp_null_config config = { .store_data = true };
	struct bp_null *null = NULL;
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	env.alloc_ops = &failing;
	for (unsigned i = 0; !null; i++) {
		allowed = i;
		if (bp_null_create(&env, NULL, &config, &null) == -ENOMEM)
			for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
				assert_int_equal(env.live[kind], 0);
	}
	allowed = ~0u;
	bp_null_destroy(null);
	bp_null_destroy(NULL);
	null = NULL;
	config.queue_depth = BLK_MQ_MAX_DEPTH + 1;
	assert_int_equal(bp_null_create(&env, NULL, &config, &null), -EINVAL);
	assert_null(null);
	bp_env_fini(&env);
}

/* Each allocation on the way of a write fails once: the write succeeds, or ends with an error. */
static void submit_bio__an_allocation_fails__ends_once(void **state)
{
	struct bp_null_config config = { .store_data = true, .latency_ns = 5 };

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		struct t_null t;
		struct bio *bio;

		start(&t, &config);
		bio = make_data(&t, REQ_OP_WRITE, 0, one_page);
		allowed = i;
		t.env.alloc_ops = &failing;
		submit_bio(bio);
		drain(&t);
		t.env.alloc_ops = NULL;
		assert_int_equal(t.ended, 1);
		assert_int_equal(t.status, BLK_STS_OK);
		stop(&t);
	}
}

static void bp_null_run__latency__due_in_virtual_time(void **state)
{
	struct t_null t;

	(void)state;
	start(&t, &(struct bp_null_config){ .latency_ns = 1000, .latency_ps_per_byte = 500 });
	submit_bio(make_data(&t, REQ_OP_READ, 0, one_page)); /* 1000 + 4096 / 2 */
	assert_int_equal(bp_null_run(t.null), 0);
	t.env.now_ns = 3047;
	assert_int_equal(bp_null_run(t.null), 0);
	t.env.now_ns = 3048;
	assert_int_equal(bp_null_run(t.null), 1);
	assert_int_equal(t.ended, 1);
	assert_false(bp_wait(&t.env));
	stop(&t);
}

static char order[32];

static void note_order(struct bio *bio)
{
	size_t at = strlen(order);

	order[at] = (char)('a' + bio->bi_write_hint);
	order[at + 1] = '\0';
	bio_put(bio);
}

static const char *order_of(enum bp_null_order kind, u64 seed)
{
	struct t_null t;

	start(&t, &(struct bp_null_config){ .order = kind, .seed = seed, .latency_ns = 9 });
	order[0] = '\0';
	for (unsigned i = 0; i < 8; i++) {
		struct bio *bio = make_data(&t, REQ_OP_READ, 100 * i, one_page);

		bio->bi_write_hint = (u16)i;
		bio->bi_end_io = note_order;
		submit_bio(bio);
	}
	drain(&t);
	stop(&t);
	return order;
}

static void bp_null_run__several_due__in_the_order_asked_for(void **state)
{
	char first[32];

	(void)state;
	assert_string_equal(order_of(BP_NULL_FIFO, 0), "abcdefgh");
	assert_string_equal(order_of(BP_NULL_LIFO, 0), "hgfedcba");
	strcpy(first, order_of(BP_NULL_SEEDED, 1));
	assert_int_equal(strlen(first), 8);
	assert_string_equal(order_of(BP_NULL_SEEDED, 1), first);
	assert_string_not_equal(order_of(BP_NULL_SEEDED, 2), first);
}

/* The end function submits the next one at once: that is for the next run. */
static void submit_again(struct bio *bio)
{
	struct t_null *t = bio->bi_private;

	bio_put(bio);
	if (++t->ended < 5) {
		struct bio *next = make_data(t, REQ_OP_READ, 0, one_page);

		next->bi_end_io = submit_again;
		submit_bio(next);
	}
}

static void bp_null_run__resubmission_without_latency__one_at_a_time(void **state)
{
	struct t_null t;
	struct bio *bio;

	(void)state;
	start(&t, &(struct bp_null_config){ 0 });
	bio = make_data(&t, REQ_OP_READ, 0, one_page);
	bio->bi_end_io = submit_again;
	submit_bio(bio);
	assert_int_equal(bp_null_run(t.null), 1);
	assert_int_equal(t.ended, 1);
	drain(&t);
	assert_int_equal(t.ended, 5);
	stop(&t);
}

static const struct {
	const char *name;
	struct bp_null_config config;
	blk_status_t status;
	unsigned refused;
} faults[] = {
	{ "refused, then taken", { .refuse = { 1, BLK_STS_NOSPC } }, BLK_STS_NOSPC, 1 },
	{ "every second", { .refuse = { 2, BLK_STS_NOSPC } }, BLK_STS_OK, 0 },
	{ "ends with an error", { .fail = { 1, BLK_STS_MEDIUM } }, BLK_STS_MEDIUM, 0 },
	{ "every second end", { .fail = { 2, BLK_STS_MEDIUM } }, BLK_STS_OK, 0 },
	{ "never takes anything", { .refuse = { 1, BLK_STS_RESOURCE } }, BLK_STS_IOERR, 1002 },
};

static void submit_bio__faults__as_listed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(faults); i++) {
		struct t_null t;

		print_message("# %s\n", faults[i].name);
		start(&t, &faults[i].config);
		submit_bio(make_data(&t, REQ_OP_READ, 0, one_page));
		drain(&t);
		assert_int_equal(t.ended, 1);
		assert_int_equal(t.status, faults[i].status);
		assert_int_equal(t.null->refused, faults[i].refused);
		stop(&t);
	}
}

/* Second of two completions fails: half of the data moved. */
static void submit_bio__fails_after_a_part__error(void **state)
{
	struct t_null t;

	(void)state;
	start(&t, &(struct bp_null_config){ .store_data = true,
					    .partial_bytes = 2048,
					    .fail = { 2, BLK_STS_MEDIUM } });
	submit_bio(make_data(&t, REQ_OP_WRITE, 0, one_page));
	drain(&t);
	assert_int_equal(t.ended, 1);
	assert_int_equal(t.status, BLK_STS_MEDIUM);
	assert_int_equal(t.null->bytes, 2048);
	stop(&t);
}

static void bp_null_destroy__request_lost_in_a_bug__finding_only(void **state)
{
	struct t_null t;
	struct bp_catch catcher;

	(void)state;
	start(&t, &(struct bp_null_config){ .store_data = true });
	if (bp_catch(&t.env, &catcher) == 0) {
		blk_queue_enter(t.null->queue, true); /* a task that dies inside */
		bp_bug(&t.env, BP_SITE_ITER_STUCK, 0, 0);
	}
	bp_null_destroy(t.null);
	assert_hits(&t.env, BP_SITE_QUEUE_BUSY, 1);
	bp_check_free(t.check);
	bp_ram_free(t.ram);
	bp_env_fini(&t.env);
}

static void commit_rqs__plug_stops_early__counted(void **state)
{
	struct t_null t;
	struct blk_plug plug;

	(void)state;
	start(&t,
	      &(struct bp_null_config){ .has_commit = true, .refuse = { 2, BLK_STS_RESOURCE } });
	blk_start_plug(&t.env, &plug);
	for (unsigned i = 0; i < 4; i++)
		submit_bio(make_data(&t, REQ_OP_READ, 100 * i, one_page));
	blk_finish_plug(&t.env, &plug);
	assert_int_equal(t.null->commits, 1);
	drain(&t);
	assert_int_equal(t.ended, 4);
	stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_null_create__nothing_asked__defaults),
		cmocka_unit_test(bp_null_create__all_asked__taken_over),
		cmocka_unit_test(bp_null_create__an_allocation_fails__nothing_is_left),
		cmocka_unit_test(submit_bio__an_allocation_fails__ends_once),
		cmocka_unit_test(bp_null_run__latency__due_in_virtual_time),
		cmocka_unit_test(bp_null_run__several_due__in_the_order_asked_for),
		cmocka_unit_test(bp_null_run__resubmission_without_latency__one_at_a_time),
		cmocka_unit_test(submit_bio__faults__as_listed),
		cmocka_unit_test(submit_bio__fails_after_a_part__error),
		cmocka_unit_test(bp_null_destroy__request_lost_in_a_bug__finding_only),
		cmocka_unit_test(commit_rqs__plug_stops_early__counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
