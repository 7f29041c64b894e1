/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The three flows side by side (rdma-nvmet.md E1 to E6): bytes on each path, maps, pages, and the
 * same bytes in the same blocks.
 */
#include "flow_test.h"

#define KIB 1024u
#define L (64 * KIB)
#define WAYS 3

static const struct bp_world_flow_io one_write = { .op = BP_FLOW_WRITE, .slba = 8, .bytes = L };
static const struct bp_world_flow_io one_read = { .op = BP_FLOW_READ, .slba = 1000, .bytes = L };
static const struct bp_world_flow_io capsule = {
	.op = BP_FLOW_WRITE,
	.slba = 8,
	.bytes = 2 * KIB,
	.way = BP_INITIATOR_CAPSULE,
};

/* Bytes of data over each path: host bridge, RAM, between devices, inside the drive (E6). */
struct path {
	u64 hb, ram, p2p, internal;
};

#define BY_RAM                                                                                     \
	{                                                                                          \
		2 * L, 2 * L, 0, 0                                                                 \
	}
#define BY_MEMORY                                                                                  \
	{                                                                                          \
		0, 0, 2 * L, 0                                                                     \
	}
#define BY_CMB                                                                                     \
	{                                                                                          \
		0, 0, L, L                                                                         \
	}

static const struct {
	const char *what;
	const struct bp_world_flow_io *io;
	const char *provider;
	const char *drive;
	struct path path[WAYS];
} rows[] = {
	{ "write, memory by itself",
	  &one_write,
	  FLOW_MEMORY,
	  FLOW_DRIVE,
	  { BY_RAM, BY_MEMORY, BY_MEMORY } },
	{ "read, memory by itself",
	  &one_read,
	  FLOW_MEMORY,
	  FLOW_DRIVE,
	  { BY_RAM, BY_MEMORY, BY_MEMORY } },
	{ "write, memory of the drive", &one_write, NULL, FLOW_DRIVE, { BY_RAM, BY_CMB, BY_CMB } },
	{ "read, memory of the drive", &one_read, NULL, FLOW_DRIVE, { BY_RAM, BY_CMB, BY_CMB } },
	{ "write, the kernel refuses the memory",
	  &one_write,
	  FLOW_MEMORY,
	  FLOW_APART,
	  { BY_RAM, BY_RAM, BY_RAM } },
	{ "in-capsule write",
	  &capsule,
	  FLOW_MEMORY,
	  FLOW_DRIVE,
	  { { 4 * KIB, 4 * KIB, 0, 0 }, { 4 * KIB, 4 * KIB, 0, 0 }, { 4 * KIB, 4 * KIB, 0, 0 } } },
};

static void assert_path(const struct bp_flow_counts *c, const struct path *path)
{
	assert_int_equal(c->hb_up_data + c->hb_down_data, path->hb);
	assert_int_equal(c->ram_rd_data + c->ram_wr_data, path->ram);
	assert_int_equal(c->hb_up_data, c->ram_wr_data);
	assert_int_equal(c->hb_down_data, c->ram_rd_data);
	assert_int_equal(c->p2p, path->p2p);
	assert_int_equal(c->dev_internal, path->internal);
}

/* E6, INV-NVMET-16 */
static void bp_world_flow_run__each_way__its_bytes_on_each_path(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(rows); i++)
		for (unsigned way = 0; way < WAYS; way++) {
			struct bp_world_flow_setup setup = flow_setup(rows[i].io, 1);
			struct bp_world_flow flow;

			setup.provider = rows[i].provider;
			setup.drive = rows[i].drive;
			flow_run(&setup, way, &flow);
			print_message("# %s, %s\n", rows[i].what, bp_flow_way_name[way]);
			assert_flow_good(&flow);
			assert_path(&flow.counts, &rows[i].path[way]);
			bp_world_flow_close(&flow);
		}
}

static void run_all(const struct bp_world_flow_setup *setup, struct bp_world_flow flow[WAYS])
{
	for (unsigned way = 0; way < WAYS; way++) {
		flow_run(setup, way, &flow[way]);
		assert_flow_good(&flow[way]);
	}
}

static void close_all(struct bp_world_flow flow[WAYS])
{
	for (unsigned way = 0; way < WAYS; way++)
		bp_world_flow_close(&flow[way]);
}

/* G11: capsule 64, response 16, SQE 64, CQE 16, list 15 x 8. */
static void bp_world_flow_run__64_kib_write__280_bytes_of_control_in_each_way(void **state)
{
	const struct bp_world_flow_setup setup = flow_setup(&one_write, 1);
	struct bp_world_flow flow[WAYS];

	(void)state;
	run_all(&setup, flow);
	for (unsigned way = 0; way < WAYS; way++) {
		const struct bp_flow_counts *c = &flow[way].counts;

		assert_int_equal(c->ram_wr_control, 64 + 16);
		assert_int_equal(c->ram_rd_control, 16 + 64 + 120);
		assert_int_equal(c->hb_up_control + c->hb_down_control, 280);
		assert_int_equal(c->wire_in, L + 64);
		assert_int_equal(c->wire_out, 16);
		assert_int_equal(c->request, 1);
	}
	close_all(flow);
}

/* G11, E1 to E5: who maps, and what holds the data. */
static void bp_world_flow_run__64_kib_write__maps_and_vectors_of_each_way(void **state)
{
	const struct bp_world_flow_setup setup = flow_setup(&one_write, 1);
	struct bp_world_flow flow[WAYS];
	const struct bp_flow_counts *ram = &flow[BP_FLOW_RAM].counts;
	const struct bp_flow_counts *pages = &flow[BP_FLOW_PAGES].counts;
	const struct bp_flow_counts *direct = &flow[BP_FLOW_DIRECT].counts;

	(void)state;
	run_all(&setup, flow);
	assert_int_equal(ram->page_alloc, 16);
	assert_int_equal(ram->dma_map, 2);
	assert_int_equal(ram->dma_map_entries, 32);
	assert_int_equal(ram->bvec_add, 16);
	assert_int_equal(ram->p2p_map, 0);
	assert_int_equal(pages->page_alloc, 0);
	assert_int_equal(pages->dma_map, 0);
	assert_int_equal(pages->p2p_map, 2);
	assert_int_equal(pages->bvec_add, 1);
	assert_int_equal(pages->dvec_add, 0);
	assert_true(pages->page_ref > 0);
	assert_int_equal(pages->p2p_alloc, L);
	assert_int_equal(direct->dvec_add, 1);
	assert_int_equal(direct->p2p_alloc, L);
	close_all(flow);
}

/* E0, INV-NVMET-15: not one page descriptor; the way before says how many. */
static void bp_world_flow_run__dma_direct__no_page_descriptor(void **state)
{
	const struct bp_world_flow_io ios[] = { one_write, one_read };
	struct bp_world_flow_setup setup = flow_setup(ios, 2);
	struct bp_world_flow flow[WAYS];
	const struct bp_flow_counts *c = &flow[BP_FLOW_DIRECT].counts;

	(void)state;
	run_all(&setup, flow);
	assert_int_equal(c->page_alloc, 0);
	assert_int_equal(c->page_ref, 0);
	assert_int_equal(c->bvec_add, 0);
	assert_int_equal(c->dma_map + c->dma_unmap + c->p2p_map, 0);
	assert_int_equal(c->zdev_pages, 0);
	assert_int_equal(c->zdev_bytes, 0);
	assert_int_equal(c->dvec_add, 2);
	/* 16 MiB of memory; its descriptors come in sections of 128 MiB (F18) */
	assert_int_equal(flow[BP_FLOW_PAGES].counts.zdev_pages, 4096);
	assert_int_equal(flow[BP_FLOW_PAGES].counts.zdev_bytes, 32768 * 64);
	assert_int_equal(flow[BP_FLOW_RAM].counts.zdev_pages, 0);
	close_all(flow);
}

/* INV-NVMET-17: as many commands as the queue takes, and more, of all kinds. */
static void bp_world_flow_run__many_commands__same_bytes_in_the_same_blocks(void **state)
{
	static const struct bp_world_flow_io ios[] = {
		{ .op = BP_FLOW_WRITE, .slba = 0, .bytes = 12 * KIB, .count = 20, .seed = 7 },
		{ .op = BP_FLOW_READ, .slba = 0, .bytes = 24 * KIB, .count = 12 },
		{ .op = BP_FLOW_WRITE, .slba = 3, .bytes = 512, .count = 9 },
		{ .op = BP_FLOW_FLUSH, .count = 2 },
		{ .op = BP_FLOW_ZERO, .slba = 40, .bytes = 4 * KIB, .count = 3 },
		{ .op = BP_FLOW_READ, .slba = 1, .bytes = 4 * KIB, .count = 30 },
		{ .op = BP_FLOW_WRITE, .slba = 2000, .bytes = 1024 * KIB, .count = 2 },
		{ .op = BP_FLOW_READ, .slba = 2000, .bytes = 2048 * KIB },
	};
	/* A tiny adapter has too few work requests for the last two (DEF-NVMET-9). */
	static const struct {
		const char *name;
		unsigned nr_ios;
	} profiles[] = { { "ib", 8 }, { "iwarp", 8 }, { "tiny", 6 } };

	(void)state;
	for (unsigned p = 0; p < bp_array_size(profiles); p++) {
		struct bp_world_flow_setup setup = flow_setup(ios, profiles[p].nr_ios);
		struct bp_world_flow flow[WAYS];

		setup.profile = profiles[p].name;
		setup.depth = 16;
		run_all(&setup, flow);
		for (unsigned way = 0; way < WAYS; way++) {
			assert_int_equal(flow[way].disk_bytes, flow[0].disk_bytes);
			assert_int_equal(flow[way].disk_hash, flow[0].disk_hash);
			assert_int_equal(flow[way].verified_bytes, flow[0].verified_bytes);
		}
		close_all(flow);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_world_flow_run__each_way__its_bytes_on_each_path),
		cmocka_unit_test(bp_world_flow_run__64_kib_write__280_bytes_of_control_in_each_way),
		cmocka_unit_test(bp_world_flow_run__64_kib_write__maps_and_vectors_of_each_way),
		cmocka_unit_test(bp_world_flow_run__dma_direct__no_page_descriptor),
		cmocka_unit_test(bp_world_flow_run__many_commands__same_bytes_in_the_same_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
