/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The driver and the simulated controller, which know nothing of each other but the interface:
 * bytes that are written are read again.
 */
#include <string.h>

#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/dma.h>
#include <blkpath/event.h>

#include "bp_test.h"
#include "nvme/outside.h"
#include "nvme_machine.h"

#define BLOCKS 8192
#define BUFFER 0x10000000ull

static struct bp_nvme_namespace_config disk = { .blocks = BLOCKS };

static int set_up(void **state)
{
	static struct t_nvme_machine m;

	t_nvme_machine_init(&m);
	m.config.namespaces = &disk;
	m.config.nr_namespaces = 1;
	*state = &m;
	return 0;
}

static int tear_down(void **state)
{
	t_nvme_machine_fini(*state);
	return 0;
}

static int move(struct t_nvme_machine *m, unsigned op, sector_t sector, u64 at, unsigned bytes)
{
	struct bio *bio = bio_kmalloc(m->env, GFP_KERNEL, 1);
	int error;

	bio->bi_opf = op;
	bio->bi_disk = t_nvme_machine_ns(m)->disk;
	bio->bi_iter.bi_sector = sector;
	if (bytes)
		assert_int_equal(bio_add_page(bio, pfn_to_page(at >> 12), bytes, at & 0xfff),
				 bytes);
	error = submit_bio_wait(bio);
	bio_put(bio);
	return error;
}

/* The same by bus address, which is the physical one of RAM. */
/* Whose memory a dma-direct bio brings has mapped it. */
static int move_direct(struct t_nvme_machine *m, unsigned op, sector_t sector, u64 at,
		       unsigned bytes)
{
	const enum dma_data_direction dir = op == REQ_OP_WRITE ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
	struct device *dev = &t_fabric_dev(&m->f, 'a')->dev;
	const dma_addr_t addr = dma_map_page(dev, pfn_to_page(at >> 12), 0, bytes, dir);
	struct bio *bio = bio_kmalloc(m->env, GFP_KERNEL, 1);
	int error;

	bio->bi_opf = op | REQ_DMA_DIRECT;
	bio->bi_disk = t_nvme_machine_ns(m)->disk;
	bio->bi_iter.bi_sector = sector;
	assert_int_equal(bio_add_dma_addr(bio->bi_disk->queue, bio, addr, bytes), bytes);
	error = submit_bio_wait(bio);
	bio_put(bio);
	dma_unmap_page(dev, addr, bytes, dir);
	return error;
}

static void fill(struct t_nvme_machine *m, u64 at, unsigned bytes, u8 seed)
{
	for (unsigned i = 0; i < bytes; i++) {
		const u8 byte = (u8)(seed + i * 7 + (i >> 9));

		bp_ram_write(m->ram, bp_phys_addr(at + i), &byte, 1);
	}
}

static void assert_same(struct t_nvme_machine *m, u64 a, u64 b, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		u8 one, other;

		bp_ram_read(m->ram, bp_phys_addr(a + i), &one, 1);
		bp_ram_read(m->ram, bp_phys_addr(b + i), &other, 1);
		if (one != other)
			fail_msg("byte %u is %02x, not %02x", i, other, one);
	}
}

/* A page, two, a list, a list in a page of its own; also where the buffer begins in a page. */
static void write_and_read(struct t_nvme_machine *m)
{
	static const struct {
		unsigned offset, bytes;
	} cases[] = {
		{ 0, 512 }, { 0x200, 8192 }, { 0xe00, 16384 }, { 0, 131072 }, { 0x200, 655360 }
	};

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const u64 out = BUFFER + cases[i].offset, in = 2 * BUFFER + cases[i].offset;

		fill(m, out, cases[i].bytes, (u8)i);
		assert_int_equal(move(m, REQ_OP_WRITE, 64 * i, out, cases[i].bytes), 0);
		assert_int_equal(move(m, REQ_OP_READ, 64 * i, in, cases[i].bytes), 0);
		assert_same(m, out, in, cases[i].bytes);
	}
}

static void nvme_probe__default_controller__bytes_come_back(void **state)
{
	struct t_nvme_machine *m = *state;

	assert_int_equal(t_nvme_machine_probe(m), 0);
	assert_int_equal(t_nvme_machine_ns(m)->disk->capacity, BLOCKS);
	write_and_read(m);
}

static void nvme_probe__sgls__bytes_come_back(void **state)
{
	struct t_nvme_machine *m = *state;

	m->config.sgls = 1;
	assert_int_equal(t_nvme_machine_probe(m), 0);
	write_and_read(m);
}

/* NVH-29 */
static void nvme_probe__shadow_doorbells__bytes_come_back(void **state)
{
	struct t_nvme_machine *m = *state;

	m->config.oacs = 1 << 8;
	assert_int_equal(t_nvme_machine_probe(m), 0);
	assert_int_not_equal(bp_virt_u64(m->dev->dbbuf_dbs), 0);
	write_and_read(m);
}

/* Small rings wrap often, several queues, a stride, time for each command. */
static void nvme_probe__small_rings__bytes_come_back(void **state)
{
	struct t_nvme_machine *m = *state;

	m->params.io_queue_depth = 4;
	m->params.nr_io_queues = 3;
	m->config.dstrd = 1;
	m->config.transition_ns = 350000000;
	m->config.service[BP_NVME_SERVE_READ].ns = 20000;
	m->config.service[BP_NVME_SERVE_WRITE].ns = 30000;
	assert_int_equal(t_nvme_machine_probe(m), 0);
	assert_int_equal(m->dev->online_queues, 4);
	for (unsigned i = 0; i < 10; i++)
		write_and_read(m);
}

/* INV-NVME-30, EX-NVME-12: 16 KiB by pages is one SGL descriptor, by bus address PRPs */
static void submit_bio_wait__by_bus_address__the_same_bytes(void **state)
{
	struct t_nvme_machine *m = *state;

	m->config.sgls = 1;
	assert_int_equal(t_nvme_machine_probe(m), 0);
	fill(m, BUFFER, 16384, 3);
	assert_int_equal(move_direct(m, REQ_OP_WRITE, 0, BUFFER, 16384), 0);
	assert_int_equal(move(m, REQ_OP_READ, 0, 2 * BUFFER, 16384), 0);
	assert_same(m, BUFFER, 2 * BUFFER, 16384);
	assert_int_equal(move(m, REQ_OP_WRITE, 64, BUFFER, 16384), 0);
	assert_int_equal(move_direct(m, REQ_OP_READ, 64, 3 * BUFFER, 16384), 0);
	assert_same(m, BUFFER, 3 * BUFFER, 16384);
}

static void submit_bio_wait__beyond_the_end_or_flush__as_the_controller_says(void **state)
{
	struct t_nvme_machine *m = *state;

	m->config.vwc = 1;
	assert_int_equal(t_nvme_machine_probe(m), 0);
	assert_int_equal(move(m, REQ_OP_WRITE | REQ_PREFLUSH, 0, 0, 0), 0);
	t_nvme_machine_ns(m)->disk->capacity = 2 * BLOCKS;
	assert_int_equal(move(m, REQ_OP_READ, BLOCKS, BUFFER, 512), -121); /* EREMOTEIO, 0x80 */
}

/* INV-NVME-33: each change is heard of, for the log is read after each */
static void bp_nvme_protect__again_and_again__driver_hears_each(void **state)
{
	static const enum bp_nvme_protect turns[] = { BP_NVME_WRITE_PROTECTED, BP_NVME_WRITABLE };
	struct t_nvme_machine *m = *state;

	assert_int_equal(t_nvme_machine_probe(m), 0);
	for (unsigned i = 0; i < 6; i++) {
		bp_nvme_protect(m->ctrl, 1, turns[i % 2]);
		while (bp_wait(m->env))
			;
		assert_int_equal(m->env->hits[BP_SITE_NVME_AEN], i + 1);
	}
}

#define in_machine(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		in_machine(nvme_probe__default_controller__bytes_come_back),
		in_machine(nvme_probe__sgls__bytes_come_back),
		in_machine(nvme_probe__shadow_doorbells__bytes_come_back),
		in_machine(nvme_probe__small_rings__bytes_come_back),
		in_machine(submit_bio_wait__by_bus_address__the_same_bytes),
		in_machine(bp_nvme_protect__again_and_again__driver_hears_each),
		in_machine(submit_bio_wait__beyond_the_end_or_flush__as_the_controller_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
