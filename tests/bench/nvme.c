/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a whole I/O costs beside the copying that it does: bio, queue, driver, doorbell, controller,
 * fabric, RAM, completion and back, 32 of them at a time from one thread.
 */
#include <stdio.h>
#include <string.h>

#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>

#include "clock.h"
#include "nvme/namespace.h"
#include "nvme_machine.h"
#include "random.h"

#define REPETITIONS 15
#define ROUND_NS 10e6
#define DEPTH 32u
#define LARGE (128u << 10)
#define SMALL 4096u
#define DISK_BYTES (64ull << 20)
#define BUFFERS 0x10000000ull

struct load {
	const char *name;
	unsigned op;
	unsigned bytes;
	bool is_random;
};

struct stand {
	struct t_nvme_machine machine;
	const struct load *load;
	struct t_random random;
	u64 next;
	unsigned done, failed;
	u8 *disk, *buffers;
};

static u64 position(struct stand *s)
{
	const u64 places = DISK_BYTES / s->load->bytes;

	return (s->load->is_random ? t_below(&s->random, places) : s->next++ % places) *
	       s->load->bytes;
}

static void ended(struct bio *bio)
{
	struct stand *s = bio->bi_private;

	s->done++;
	s->failed += bio->bi_status != BLK_STS_OK;
	bio_put(bio);
}

static void submit(struct stand *s, struct gendisk *disk, unsigned buffer)
{
	struct bio *bio = bio_kmalloc(s->machine.env, GFP_KERNEL, 1);
	const u64 at = BUFFERS + buffer * s->load->bytes;

	bio->bi_opf = s->load->op;
	bio->bi_disk = disk;
	bio->bi_iter.bi_sector = position(s) >> SECTOR_SHIFT;
	bio->bi_end_io = ended;
	bio->bi_private = s;
	bio_add_page(bio, pfn_to_page(at >> 12), s->load->bytes, 0);
	submit_bio(bio);
}

static void simulate(struct stand *s)
{
	struct gendisk *disk = t_nvme_machine_ns(&s->machine)->disk;

	s->done = 0;
	for (unsigned i = 0; i < DEPTH; i++)
		submit(s, disk, i);
	while (s->done < DEPTH && bp_wait(s->machine.env))
		;
	s->failed += DEPTH - s->done;
}

/* The same bytes between the same places. */
static void copy(struct stand *s)
{
	for (unsigned i = 0; i < DEPTH; i++) {
		u8 *there = s->disk + position(s), *here = s->buffers + i * s->load->bytes;

		if (s->load->op == REQ_OP_WRITE)
			memcpy(there, here, s->load->bytes);
		else
			memcpy(here, there, s->load->bytes);
		__asm__ volatile("" ::"r"(here), "r"(there) : "memory");
	}
}

static double round_ns(void (*fn)(struct stand *), struct stand *s)
{
	const double begin = bench_cpu_ns();
	double took;
	unsigned n = 0;

	do {
		fn(s);
		n++;
		took = bench_cpu_ns() - begin;
	} while (took < ROUND_NS);
	return took / n / DEPTH;
}

/* In turn, so that a busy machine is busy for both. */
static void measure(struct stand *s, const struct load *load)
{
	double whole[REPETITIONS], copied[REPETITIONS], per_io, memcpy_ns;

	s->load = load;
	for (unsigned i = 0; i < REPETITIONS; i++) {
		copied[i] = round_ns(copy, s);
		whole[i] = round_ns(simulate, s);
	}
	per_io = bench_median(whole, REPETITIONS);
	memcpy_ns = bench_median(copied, REPETITIONS);
	printf("%-28s %7.0f ns, %8.0f I/O per second, %6.2f GB/s; memcpy %6.0f ns, %3.0f %% of "
	       "it\n",
	       load->name, per_io, 1e9 / per_io, load->bytes / per_io, memcpy_ns,
	       100 * memcpy_ns / per_io);
}

static void start(struct stand *s, u32 sgls)
{
	static const struct bp_nvme_namespace_config disk = { .blocks = DISK_BYTES >> 9 };

	t_nvme_machine_init(&s->machine);
	t_nvme_machine_unwatch(&s->machine);
	s->machine.config.namespaces = &disk;
	s->machine.config.nr_namespaces = 1;
	s->machine.config.sgls = sgls;
	s->failed += t_nvme_machine_probe(&s->machine) != 0;
}

/* Every block is there, and no page of RAM is touched for the first time. */
static void fill(struct stand *s)
{
	static const struct load whole = { "", REQ_OP_WRITE, LARGE, false };

	s->load = &whole;
	for (unsigned i = 0; i < DISK_BYTES / LARGE / DEPTH; i++)
		simulate(s);
}

int main(void)
{
	static const struct load loads[] = {
		{ "4 KiB random reads", REQ_OP_READ, SMALL, true },
		{ "4 KiB random writes", REQ_OP_WRITE, SMALL, true },
		{ "128 KiB sequential reads", REQ_OP_READ, LARGE, false },
		{ "128 KiB sequential writes", REQ_OP_WRITE, LARGE, false },
	};
	struct stand s = { .random = { .state = 1 } };

	s.disk = calloc(1, DISK_BYTES);
	s.buffers = calloc(DEPTH, LARGE);
	if (!s.disk || !s.buffers)
		return 1;
	memset(s.disk, 1, DISK_BYTES);
	memset(s.buffers, 1, DEPTH * LARGE);
	for (u32 sgls = 0; sgls < 2; sgls++) {
		start(&s, sgls);
		fill(&s);
		printf("%s\n", sgls ? "SGLs where the driver takes them" : "PRPs");
		for (size_t i = 0; i < sizeof(loads) / sizeof(*loads); i++)
			measure(&s, &loads[i]);
		t_nvme_machine_fini(&s.machine);
	}
	free(s.disk);
	free(s.buffers);
	return s.failed != 0;
}
