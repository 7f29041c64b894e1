/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-30 and INV-NVME-11: the same memory by pages and by bus address, through the whole block
 * layer, the driver and a controller.  The medium holds the same bytes, memory receives the same,
 * and by bus address nobody asks the DMA API.
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/dma.h>
#include <blkpath/dma_call.h>
#include <blkpath/event.h>

#include "bp_test.h"
#include "nvme/namespace.h"
#include "nvme/namespaces.h"
#include "nvme_machine.h"
#include "random.h"

#define VECTORS_MAX 24u
#define VECTOR_SECTORS_MAX 256u
#define TOTAL_MAX (1u << 20)

/* Each vector has a place of its own: none overlaps another. */
#define MEMORY 0x10000000ull
#define PLACE 0x40000ull

#define LBA_PAGES 0u
#define LBA_DIRECT 4096u
#define BLOCKS 8192u
#define LAYOUTS 40u

enum form { BY_PAGES, BY_BUS, FORMS };

/* What a form of submission asks of the DMA API for its data. */
struct calls {
	u64 maps, unmaps;
};

struct life {
	struct t_random random;
	struct t_nvme_machine m;
	struct bp_nvme_namespace_config disk;
	struct bp_sink sink;
	struct calls calls;
	struct t_vec vec[VECTORS_MAX];
	unsigned nr;
	unsigned total;
};

static struct calls sum[FORMS];
static u64 nr_requests[FORMS];
static u8 sent[TOTAL_MAX], got[FORMS][TOTAL_MAX];

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct life *life = bp_container_of(sink, struct life, sink);

	if (event->id == BP_EV_DMA_MAP && event->dma->type != BP_DMA_CALL_COHERENT)
		life->calls.maps++;
	if (event->id == BP_EV_DMA_UNMAP && event->dma->type != BP_DMA_CALL_COHERENT)
		life->calls.unmaps++;
}

static void start(struct life *life)
{
	struct t_random *random = &life->random;
	struct t_nvme_machine *m = &life->m;

	t_nvme_machine_init(m);
	life->disk = (struct bp_nvme_namespace_config){ .blocks = BLOCKS };
	m->config.namespaces = &life->disk;
	m->config.nr_namespaces = 1;
	m->config.sgls = (u32)t_pick(random, 0, 1, 2);
	m->config.mdts = (u8)t_pick(random, 0, 1, 5);
	m->params.sgl_threshold = (u32)t_pick(random, 512, 8192, 32768, 1 << 20);
	m->params.io_queue_depth = (u16)t_pick(random, 2, 8, 1024);
	assert_int_equal(t_nvme_machine_probe(m), 0);
	life->sink.fn = listen;
	bp_sink_add(m->env, &life->sink);
}

static void stop(struct life *life)
{
	bp_sink_remove(life->m.env, &life->sink);
	t_nvme_machine_fini(&life->m);
}

/* Whole pages, or any dwords anywhere: the splitter makes of it what the driver takes. */
static void draw(struct life *life)
{
	struct t_random *random = &life->random;
	const bool pages = t_once_in(random, 2);
	const unsigned wanted = (unsigned)t_between(random, 1, VECTORS_MAX);

	life->nr = 0;
	life->total = 0;
	while (life->nr < wanted) {
		const u64 at = MEMORY + t_between(random, 0, 3) * 4096 + life->nr * PLACE;
		const u64 offset = t_below(random, 1024) * 4;
		unsigned sectors =
			(unsigned)t_between(random, 1, t_pick(random, 8, 16, VECTOR_SECTORS_MAX));

		if (pages)
			sectors = (sectors + 7) / 8 * 8;
		if (life->total + sectors * 512 > TOTAL_MAX)
			break;
		life->vec[life->nr++] = (struct t_vec){ at + (pages ? 0 : offset), sectors * 512 };
		life->total += sectors * 512;
	}
}

static void touch(struct life *life, bool is_write, u8 *bytes)
{
	for (unsigned i = 0; i < life->nr; i++) {
		const phys_addr_t at = bp_phys_addr(life->vec[i].addr);

		if (is_write)
			bp_ram_write(life->m.ram, at, bytes, life->vec[i].len);
		else
			bp_ram_read(life->m.ram, at, bytes, life->vec[i].len);
		bytes += life->vec[i].len;
	}
}

/* Whose memory goes by bus address has mapped it, long before and for long after (INV-DMA-10). */
static void lend(struct life *life, enum dma_data_direction dir)
{
	struct device *dev = &t_fabric_dev(&life->m.f, 'a')->dev;

	for (unsigned i = 0; i < life->nr; i++) {
		const u64 addr = life->vec[i].addr;
		const dma_addr_t bus =
			dma_map_page(dev, pfn_to_page(addr >> 12), (unsigned)(addr & 0xfff),
				     life->vec[i].len, dir);

		assert_int_equal(bp_dma_u64(bus), addr);
	}
}

static void take_back(struct life *life, enum dma_data_direction dir)
{
	struct device *dev = &t_fabric_dev(&life->m.f, 'a')->dev;

	for (unsigned i = 0; i < life->nr; i++)
		dma_unmap_page(dev, bp_dma_addr(life->vec[i].addr), life->vec[i].len, dir);
}

static int add(struct bio *bio, enum form form, const struct t_vec *vec)
{
	if (form == BY_BUS)
		return bio_add_dma_addr(bio->bi_disk->queue, bio, bp_dma_addr(vec->addr), vec->len);
	return bio_add_page(bio, pfn_to_page(vec->addr >> 12), vec->len,
			    (unsigned)(vec->addr & 0xfff));
}

static void submit(struct life *life, enum form form, unsigned op, sector_t sector)
{
	const enum dma_data_direction dir = op == REQ_OP_WRITE ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
	const u64 fetched = bp_nvme_controller_counters(life->m.ctrl)->fetched;
	struct bio *bio = bio_kmalloc(life->m.env, GFP_KERNEL, life->nr);

	if (form == BY_BUS)
		lend(life, dir);
	life->calls = (struct calls){ 0 };
	bio->bi_opf = op | (form == BY_BUS ? REQ_DMA_DIRECT : 0);
	bio->bi_disk = t_nvme_machine_ns(&life->m)->disk;
	bio->bi_iter.bi_sector = sector;
	for (unsigned i = 0; i < life->nr; i++)
		assert_int_equal(add(bio, form, &life->vec[i]), life->vec[i].len);
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
	assert_int_equal(life->calls.maps, life->calls.unmaps);
	if (form == BY_BUS)
		assert_int_equal(life->calls.maps, 0); /* INV-NVME-11 */
	sum[form].maps += life->calls.maps;
	sum[form].unmaps += life->calls.unmaps;
	nr_requests[form] += bp_nvme_controller_counters(life->m.ctrl)->fetched - fetched;
	if (form == BY_BUS)
		take_back(life, dir);
}

static void read_medium(struct life *life, u64 lba, u8 *bytes)
{
	u8 states[TOTAL_MAX / 512];

	assert_int_equal(bp_medium_read(bp_nvme_namespace(life->m.ctrl, 1)->medium, lba,
					life->total / 512, bytes, NULL, states),
			 0);
}

static void fill(struct life *life, u8 *bytes)
{
	for (unsigned i = 0; i < life->total; i += 8) {
		const u64 word = t_random(&life->random);

		memcpy(bytes + i, &word, sizeof(word));
	}
}

/* From the same memory to two places of the medium. */
static void check_write(struct life *life)
{
	fill(life, sent);
	touch(life, true, sent);
	submit(life, BY_PAGES, REQ_OP_WRITE, LBA_PAGES);
	submit(life, BY_BUS, REQ_OP_WRITE, LBA_DIRECT);
	read_medium(life, LBA_PAGES, got[BY_PAGES]);
	read_medium(life, LBA_DIRECT, got[BY_BUS]);
	assert_memory_equal(got[BY_PAGES], sent, life->total);
	assert_memory_equal(got[BY_BUS], sent, life->total);
}

/* Crosswise, from what the other form wrote, into memory of which nothing may stay. */
static void check_read(struct life *life)
{
	static u8 other[TOTAL_MAX];

	for (unsigned form = 0; form < FORMS; form++) {
		memset(other, 0xee, life->total);
		touch(life, true, other);
		submit(life, form, REQ_OP_READ, form == BY_BUS ? LBA_PAGES : LBA_DIRECT);
		touch(life, false, got[form]);
		assert_memory_equal(got[form], sent, life->total);
	}
}

static u64 nr_lives = 25;
static u64 seed = 1;

static void lives(void **state)
{
	struct t_random random = { seed };

	(void)state;
	for (u64 i = 0; i < nr_lives; i++) {
		struct life *life = calloc(1, sizeof(*life));

		assert_non_null(life);
		life->random.state = t_random(&random);
		start(life);
		for (unsigned n = 0; n < LAYOUTS; n++) {
			draw(life);
			check_write(life);
			check_read(life);
		}
		stop(life);
		free(life);
	}
	print_message("# seed %llu: %llu commands by pages with %llu mappings, %llu by bus "
		      "address with %llu\n",
		      (unsigned long long)seed, (unsigned long long)nr_requests[BY_PAGES],
		      (unsigned long long)sum[BY_PAGES].maps,
		      (unsigned long long)nr_requests[BY_BUS],
		      (unsigned long long)sum[BY_BUS].maps);
	assert_int_equal(sum[BY_PAGES].maps, nr_requests[BY_PAGES]);
	assert_int_equal(sum[BY_BUS].maps, 0);
	assert_true(nr_requests[BY_BUS]);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lives) };

	if (argc > 1)
		nr_lives = strtoull(argv[1], NULL, 0);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
