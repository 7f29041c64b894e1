/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which data a command can have (rdma-nvmet.md R-D7).
 */
#include <errno.h>

#include "bp_test.h"
#include "fake_target.h"

#define AREA 0x100000000ull
#define SEGMENTS(...)                                                                              \
	(const struct bp_initiator_segment[])                                                      \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

/* One read, or write into the capsule; nr segments. */
struct shape {
	enum bp_initiator_way way;
	unsigned nr;
	const struct bp_initiator_segment *segments;
	struct bp_initiator_twist twist;
	int result;
};

static const struct shape shapes[] = {
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA, 512 }), {}, 0 },
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA + 0x100000 - 512, 512 }), {}, 0 },
	/* Outside of its memory, by a byte and by far. */
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA - 1, 512 }), {}, -EINVAL },
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA + 0x200000, 512 }), {}, -EINVAL },
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ ~0ull - 511, 512 }), {}, -EINVAL },
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA, 0 }), {}, -EINVAL },
	{ BP_INITIATOR_CAPSULE, 1, SEGMENTS({ AREA, 0xfffff000 }), {}, -EINVAL },
	/* A gap amid a page: its end, its start; touching is no gap. */
	{ BP_INITIATOR_KEYED, 2, SEGMENTS({ AREA, 512 }, { AREA + 4096, 512 }), {}, -EINVAL },
	{ BP_INITIATOR_KEYED, 2, SEGMENTS({ AREA, 4096 }, { AREA + 8704, 512 }), {}, -EINVAL },
	{ BP_INITIATOR_KEYED, 2, SEGMENTS({ AREA, 512 }, { AREA + 512, 512 }), {}, 0 },
	{ BP_INITIATOR_KEYED, 2, SEGMENTS({ AREA + 512, 3584 }, { AREA + 8192, 512 }), {}, 0 },
	/* max_pages is 3: three, four; two segments that share one. */
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA, 12288 }), {}, 0 },
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA + 512, 12288 }), {}, -EINVAL },
	{ BP_INITIATOR_KEYED, 2, SEGMENTS({ AREA, 8704 }, { AREA + 8704, 3584 }), {}, 0 },
	{ BP_INITIATOR_KEYED, 2, SEGMENTS({ AREA, 8192 }, { AREA + 8192, 4608 }), {}, -EINVAL },
	/* Its list has no more entries than pages, however few bytes they are. */
	{ BP_INITIATOR_KEYED,
	  3,
	  SEGMENTS({ AREA, 8 }, { AREA + 8, 8 }, { AREA + 16, 496 }),
	  {},
	  0 },
	{ BP_INITIATOR_KEYED,
	  4,
	  SEGMENTS({ AREA, 8 }, { AREA + 8, 8 }, { AREA + 16, 8 }, { AREA + 24, 488 }),
	  {},
	  -EINVAL },
	/* A capsule has room for four segments of any place. */
	{ BP_INITIATOR_CAPSULE,
	  4,
	  SEGMENTS({ AREA, 8 }, { AREA + 20, 8 }, { AREA + 40, 8 }, { AREA + 60, 488 }),
	  {},
	  0 },
	{ BP_INITIATOR_CAPSULE,
	  5,
	  SEGMENTS({ AREA, 8 }, { AREA + 20, 8 }, { AREA + 40, 8 }, { AREA + 60, 8 },
		   { AREA + 80, 480 }),
	  {},
	  -EINVAL },
	/* Some of the data must have the key; a capsule has no more than 64 bytes to leave out. */
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA, 512 }), { .short_region = 511 }, 0 },
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA, 512 }), { .short_region = 512 }, -EINVAL },
	{ BP_INITIATOR_KEYED, 1, SEGMENTS({ AREA, 512 }), { .missing_capsule = 65 }, -EINVAL },
};

static void bp_initiator_submit__each_shape__taken_or_refused(void **state)
{
	struct t_fake *t = *state;

	t->config.max_pages = 3;
	t_fake_start(t);
	t->answer = T_FAKE_SILENT;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		const struct shape *shape = &shapes[i];
		struct bp_initiator_command command = {
			.cmd = bp_initiator_rw(nvme_cmd_write, 1, 0, 1),
			.segments = shape->segments,
			.nr_segments = shape->nr,
			.way = shape->way,
			.twist = &shape->twist,
		};
		const int result = bp_initiator_submit(t->host, 1, &command);

		if (result != shape->result)
			fail_msg("shape %zu: %d", i, result);
		if (result)
			continue;
		bp_initiator_drop(t->host);
		t_fake_settle(t);
		assert_true(command.is_lost);
		t_fake_drop_queues(t);
		assert_int_equal(bp_initiator_connect(t->host, NULL), 0);
	}
}

/* R-D7: four segments go in the capsule, five have a key. */
static void bp_initiator_submit__five_segments__by_key(void **state)
{
	struct t_fake *t = *state;
	const struct bp_initiator_segment segments[] = { { AREA, 100 },
							 { AREA + 100, 100 },
							 { AREA + 200, 100 },
							 { AREA + 300, 100 },
							 { AREA + 400, 112 } };
	u64 before;

	t_fake_start(t);
	before = bp_initiator_counters(t->host)->inline_data;
	for (unsigned nr = 4; nr <= 5; nr++) {
		struct bp_initiator_command command = {
			.cmd = bp_initiator_rw(nvme_cmd_write, 1, 0, 1),
			.segments = &segments[5 - nr],
			.nr_segments = nr,
		};

		assert_int_equal(bp_initiator_do(t->host, 1, &command), 0);
		assert_int_equal(bp_initiator_counters(t->host)->inline_data, before + 1);
	}
}

/* 24 bits of length: 16 MiB less one byte. */
static void bp_initiator_submit__more_than_a_key_tells__refused(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_segment data = { AREA, (16u << 20) - 512 };
	struct bp_initiator_command command = { .cmd = bp_initiator_rw(nvme_cmd_read, 1, 0, 1),
						.segments = &data,
						.nr_segments = 1 };

	t->config.area_bytes = 32u << 20;
	t->config.max_pages = 4096;
	t_fake_start(t);
	t->answer = T_FAKE_SILENT;
	data.bytes += 512;
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), -EINVAL);
	data.bytes -= 512;
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), 0);
	t_fake_settle(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_fake(bp_initiator_submit__each_shape__taken_or_refused),
		t_with_fake(bp_initiator_submit__five_segments__by_key),
		t_with_fake(bp_initiator_submit__more_than_a_key_tells__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
