/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device in a world: what it makes of the limits of its queue, what is told when it goes.
 */
#include "bp_test.h"
#include "world/world.h"

static struct bp_world *open_with(const char *keys, const struct queue_limits *limits)
{
	struct bp_limits_doc source;
	struct bp_device_doc device;
	struct bp_world_config config = { .limits = &source, .device = &device, .page_shift = 12 };
	struct bp_error err = { 0 };
	struct bp_world *world;

	bp_device_init(&device);
	assert_int_equal(bp_limits_load("default", NULL, &source, &err), 0);
	if (limits)
		source.limits = *limits;
	if (*keys && bp_device_parse(&device, &(const struct bp_place){ 0 }, keys, &err))
		fail_msg("%s", err.text);
	assert_int_equal(bp_world_open(&config, &world, &err), 0);
	return world;
}

static struct queue_limits wide(void)
{
	struct bp_limits_doc source;
	struct bp_error err = { 0 };

	assert_int_equal(bp_limits_load("default", NULL, &source, &err), 0);
	source.limits.max_sectors = 2560;
	source.limits.max_hw_sectors = 2560;
	return source.limits;
}

static void open__no_word__no_device(void **state)
{
	struct bp_world *world = open_with("", NULL);

	(void)state;
	assert_null(world->device.dev);
	bp_world_unbind(world);
	bp_world_close(world);
}

/* P2P-C8.1, P2P-C8.2: each limit by the key that lowers it */
static const struct {
	const char *keys;
	unsigned max_hw_sectors;
	unsigned max_segment_size;
	u64 boundary;
	unsigned device_seg_size;
	u64 device_boundary;
	unsigned nr_lowered;
} cases[] = {
	{ "iommu=merge", 2560, 65536, 0xffffffff, 65536, 0xffffffff, 0 },
	{ "bounce=on", 512, 65536, 0xffffffff, 65536, 0xffffffff, 1 },
	{ "bounce=on,min_align_mask=0xfff", 504, 65536, 0xffffffff, 65536, 0xffffffff, 1 },
	{ "max_segment_size=8k", 2560, 8192, 0xffffffff, 8192, 0xffffffff, 1 },
	{ "max_segment_size=1M", 2560, 65536, 0xffffffff, 1 << 20, 0xffffffff, 0 },
	{ "seg_boundary_mask=0xffff,bounce=force", 512, 65536, 0xffff, 65536, 0xffff, 2 },
};

static void limit__each_key__lowers_its_limit(void **state)
{
	const struct queue_limits limits = wide();

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_world *world = open_with(cases[i].keys, &limits);
		const struct queue_limits *now = &world->q->limits;

		print_message("# %s\n", cases[i].keys);
		assert_int_equal(now->max_hw_sectors, cases[i].max_hw_sectors);
		assert_int_equal(now->max_sectors, cases[i].max_hw_sectors);
		assert_int_equal(now->max_segment_size, cases[i].max_segment_size);
		assert_int_equal(now->seg_boundary_mask, cases[i].boundary);
		assert_int_equal(dma_get_max_seg_size(world->device.dev), cases[i].device_seg_size);
		assert_int_equal(dma_get_seg_boundary(world->device.dev), cases[i].device_boundary);
		assert_int_equal(world->device.nr_lowered, cases[i].nr_lowered);
		bp_world_unbind(world);
		bp_world_close(world);
	}
}

/* C7.14, C7.18: each once, however often it goes */
static void unbind__mapping_and_slots_held__told_once(void **state)
{
	struct bp_world *world = open_with("bounce=force", NULL);
	struct bp_env *env = &world->env;

	(void)state;
	dma_map_page(world->device.dev, pfn_to_page(0x1000), 0, 4096, DMA_TO_DEVICE);
	bp_world_unbind(world);
	assert_int_equal(env->hits[BP_SITE_DMA_PENDING], 1);
	assert_int_equal(env->hits[BP_SITE_BOUNCE_LEAK], 1);
	bp_world_unbind(world);
	assert_int_equal(env->hits[BP_SITE_DMA_PENDING], 1);
	bp_world_close(world);
}

static void unbind__addresses_held__told(void **state)
{
	struct bp_world *world = open_with("iommu=merge", NULL);

	(void)state;
	dma_map_page(world->device.dev, pfn_to_page(0x1000), 0, 4096, DMA_TO_DEVICE);
	bp_world_unbind(world);
	assert_int_equal(world->env.hits[BP_SITE_IOVA_LEAK], 1);
	bp_world_close(world);
}

/* A boundary or size that lets nothing pass cannot come from a device that the reader accepted. */
static void defects__of_the_world__reach_the_device(void **state)
{
	struct bp_limits_doc source;
	struct bp_device_doc device;
	struct bp_world_config config = { .limits = &source, .device = &device, .page_shift = 12 };
	struct bp_error err = { 0 };
	struct bp_world *world;

	(void)state;
	bp_device_init(&device);
	assert_int_equal(bp_limits_load("default", NULL, &source, &err), 0);
	assert_int_equal(bp_device_parse(&device, &(const struct bp_place){ 0 },
					 "bounce=force,min_align_mask=0xfff", &err),
			 0);
	assert_int_equal(bp_defects_add(&config.defects, "def-dma-1"), 0);
	assert_int_equal(bp_world_open(&config, &world, &err), 0);
	assert_int_equal(world->q->limits.max_hw_sectors, 255);
	assert_true(bp_defect_on(&world->device.dev->bp_defects, BP_DEF_DMA_1));
	bp_world_close(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open__no_word__no_device),
		cmocka_unit_test(limit__each_key__lowers_its_limit),
		cmocka_unit_test(unbind__mapping_and_slots_held__told_once),
		cmocka_unit_test(unbind__addresses_held__told),
		cmocka_unit_test(defects__of_the_world__reach_the_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
