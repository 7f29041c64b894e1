/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include <blkpath/bio_end.h>
#include <blkpath/bio_life.h>

#include "world/direct.h"
#include "world/payload.h"
#include "world/world.h"

struct bp_world_config bp_world_config(const struct bp_scenario *scenario)
{
	return (struct bp_world_config){
		.limits = &scenario->limits,
		.rules = scenario->rules,
		.defects = scenario->defects,
		.page_shift = scenario->page_shift,
		.capacity_sectors = scenario->capacity_sectors,
		.device = &scenario->device,
		.nvme = &scenario->nvme,
		.seed = scenario->seed,
	};
}

/* What the device makes of the limits must still let something pass. */
static int limit(struct bp_world *world, const struct bp_world_config *config, struct bp_error *err)
{
	if (!world->device.dev)
		return 0;
	bp_world_device_limit(&world->device, &world->q->limits);
	if (!bp_limits_validate(&world->q->limits, config->rules, err))
		return 0;
	return bp_error_set(err, NULL, 0, "device", "its limits let nothing pass");
}

static int make_null(struct bp_world *world, const struct bp_world_config *config,
		     struct bp_error *err)
{
	const struct bp_null_config device = {
		.nr_hw_queues = config->queues,
		.queue_depth = config->depth,
		.capacity_sectors = config->capacity_sectors,
		.rules = config->rules,
		.latency_ns = config->latency_ns,
		.latency_ps_per_byte = config->latency_ps_per_byte,
		.store_data = config->keeps_data,
		.dev = world->device.dev,
		.iommu = world->device.iommu.table,
	};
	int error = bp_null_create(&world->env, config->keeps_data ? world->ram : NULL, &device,
				   &world->null);

	if (error)
		return error;
	world->disk = &world->null->disk;
	world->q = world->null->queue;
	bp_limits_apply(config->limits, world->q);
	world->q->bp_defects = config->defects;
	return limit(world, config, err);
}

static bool is_nvme(const struct bp_world_config *config)
{
	return config->nvme && config->nvme->on;
}

static int make_nvme(struct bp_world *world, const struct bp_world_config *config,
		     struct bp_error *err)
{
	const struct bp_world_nvme_setup setup = {
		.doc = config->nvme,
		.ram = world->ram,
		.device = &world->device,
		.capacity_sectors = config->capacity_sectors,
		.latency_ns = config->latency_ns,
		.latency_ps_per_byte = config->latency_ps_per_byte,
		.seed = config->seed,
	};
	int error = bp_world_nvme_open(&world->nvme, &world->env, &setup, err);

	if (error)
		return error;
	world->disk = world->nvme.disk;
	world->q = world->disk->queue;
	return 0;
}

static int make_disk(struct bp_world *world, const struct bp_world_config *config,
		     struct bp_error *err)
{
	int error = is_nvme(config) ? make_nvme(world, config, err) : make_null(world, config, err);

	if (error)
		return error;
	world->start_ns = world->env.now_ns;
	return config->scheduler ? blk_mq_init_sched(world->q, config->scheduler) : 0;
}

struct bp_world *bp_world_new(const struct bp_world_config *config)
{
	struct bp_world *world = calloc(1, sizeof(*world));

	if (!world)
		return NULL;
	world->unheard.world = world;
	bp_env_init(&world->env);
	world->env.page_shift = config->page_shift;
	if (config->rules)
		world->env.rules = config->rules;
	world->env.defects = config->defects;
	bioset_init(&world->env, &world->bios, 0, true);
	world->ram = bp_ram_new(&world->env);
	if (world->ram)
		return world;
	bp_world_close(world);
	return NULL;
}

static int start(struct bp_world *world, const struct bp_world_config *config, struct bp_error *err)
{
	const struct bp_nvme_doc *nvme = is_nvme(config) ? config->nvme : NULL;
	int error = bp_world_device_open(&world->device, &world->env, config->device, nvme,
					 &config->defects, err);

	error = error ?: make_disk(world, config, err);
	if (!error)
		world->limits = world->q->limits;
	return error;
}

int bp_world_start(struct bp_world *world, const struct bp_world_config *config,
		   struct bp_error *err)
{
	struct bp_env *env = &world->env;
	struct bp_catch catcher;
	int error;

	if (bp_catch(env, &catcher)) {
		bp_error_set(err, NULL, 0, bp_site_get(env->bug.site)->function,
			     "a BUG while the device was brought up");
		return -EIO;
	}
	error = start(world, config, err);
	bp_catch_pop(env, &catcher);
	if (error)
		bp_error_set(err, NULL, 0, NULL, "no memory for the simulated device");
	return error;
}

int bp_world_open(const struct bp_world_config *config, struct bp_world **world,
		  struct bp_error *err)
{
	int error;

	*world = bp_world_new(config);
	if (!*world)
		return bp_error_set(err, NULL, 0, NULL, "no memory for the simulated device");
	error = bp_world_start(*world, config, err);
	if (!error)
		return 0;
	bp_world_close(*world);
	*world = NULL;
	return error;
}

void bp_world_close(struct bp_world *world)
{
	if (!world)
		return;
	bp_null_destroy(world->null);
	if (!world->pending)
		bp_world_nvme_unbind(&world->nvme);
	bp_world_nvme_close(&world->nvme);
	bp_world_device_close(&world->device);
	bp_ram_free(world->ram);
	bp_env_fini(&world->env);
	free(world);
}

static void note_end(struct bp_world *world, blk_status_t status)
{
	world->pending--;
	if (status == BLK_STS_OK)
		return;
	world->failed++;
	world->status = status;
}

/* One less of what keeps an I/O going: a bio, or whoever still makes some. */
static void let_go(struct bp_world_io *io)
{
	if (!--io->pending && io->end)
		io->end(io);
}

static void on_bio_end(struct bio *bio)
{
	struct bp_world_io *io = bio->bi_private;

	note_end(io->world, bio->bi_status);
	if (io->status == BLK_STS_OK)
		io->status = bio->bi_status;
	bio_put(bio);
	let_go(io);
}

static void send(struct bp_world_io *io, struct bio *bio)
{
	struct block_device bdev = { .bd_disk = io->world->disk };

	bio_set_dev(bio, &bdev);
	bio->bi_private = io;
	bio->bi_end_io = on_bio_end;
	io->pending++;
	io->world->pending++;
	submit_bio(bio);
}

void bp_world_send(struct bp_world *world, struct bio *bio)
{
	send(&world->unheard, bio);
}

static void on_request_end(struct request *rq, blk_status_t status)
{
	note_end(rq->end_io_data, status);
	blk_mq_free_request(rq);
}

void bp_world_send_request(struct bp_world *world, struct request *rq)
{
	rq->end_io_data = world;
	world->pending++;
	blk_execute_rq_nowait(world->q, rq, false, on_request_end);
}

/* NVH-13: who submits I/O by bus address has mapped what it means. */
static bool lend(struct bp_world *world, const struct bp_scenario_io *io, u64 seed)
{
	struct bp_payload payload;
	struct bp_range range;

	if (!world->nvme.dev || !(io->opf & REQ_DMA_DIRECT) || !bp_direct_has_vectors(io))
		return true;
	bp_payload_start(&payload, world, io, seed);
	while (bp_payload_vector(&payload, &range))
		if (!bp_world_nvme_lend(&world->nvme, bp_dma_addr(range.addr), range.len))
			return false;
	return true;
}

int bp_world_submit_heard(struct bp_world *world, const struct bp_scenario_io *io, u64 seed,
			  unsigned *bios, struct bp_world_io *heard)
{
	struct bp_direct direct;
	struct bio *bio;

	*bios = 0;
	if (!lend(world, io, seed))
		return -ENOMEM;
	heard->world = world;
	heard->pending++;
	bp_direct_start(&direct, world->q, &world->bios, io, seed);
	while ((bio = bp_direct_next(&direct))) {
		++*bios;
		send(heard, bio);
	}
	if (*bios && !direct.error)
		let_go(heard);
	return direct.error;
}

int bp_world_submit(struct bp_world *world, const struct bp_scenario_io *io, u64 seed,
		    unsigned *bios)
{
	return bp_world_submit_heard(world, io, seed, bios, &world->unheard);
}

int bp_world_peer_memory(struct bp_world *world, struct bp_scenario_io *io, const char *file,
			 struct bp_error *err)
{
	const struct bp_place at = { file, io->line, file ? "provider" : "--provider" };
	struct bp_world_peers *peers = &world->device.peers;
	int error;

	if (!*io->provider)
		return 0;
	if (!world->device.machine.function)
		return bp_place_error(
			&at, err,
			"the device is no function of a PCI machine: its address, pci, "
			"is missing");
	error = bp_world_peer_take(peers, &world->device.machine, io->provider, io->bytes, &at,
				   err);
	if (error)
		return error;
	io->vectors = &bp_list_last(&peers->given)->range;
	io->nr_vectors = 1;
	return 0;
}

void bp_world_plug(struct bp_world *world)
{
	blk_start_plug(&world->env, &world->plug);
}

void bp_world_unplug(struct bp_world *world)
{
	blk_finish_plug(&world->env, &world->plug);
}

/* Whether something is to happen until then. */
static bool is_due(const struct bp_env *env, u64 now_ns)
{
	const struct bp_timer *next = TAILQ_FIRST(&env->timers);

	return !STAILQ_EMPTY(&env->work) || (next && next->due_ns <= now_ns);
}

void bp_world_advance(struct bp_world *world, u64 now_ns)
{
	struct bp_env *env = &world->env;

	now_ns += world->start_ns;
	while (!world->null && is_due(env, now_ns) && bp_wait(env))
		;
	env->now_ns = bp_max(env->now_ns, now_ns);
	if (world->null)
		bp_null_run(world->null);
}

bool bp_world_sleep(struct bp_world *world)
{
	struct blk_plug *plug = world->env.current.plug;

	if (plug)
		blk_flush_plug_list(&world->env, plug, true);
	return bp_wait(&world->env);
}

bool bp_world_drain(struct bp_world *world)
{
	while (world->pending && bp_wait(&world->env))
		;
	return !world->pending;
}

void bp_world_unbind(struct bp_world *world)
{
	bp_world_nvme_unbind(&world->nvme);
	bp_world_device_unbind(&world->device);
}

u64 bp_world_pages_held(struct bp_world *world)
{
	struct bp_ram_report report = bp_ram_report(world->ram);

	return report.allocated + report.unbalanced;
}

const char *bp_world_refusal(const struct bp_world *world, int error)
{
	if (error == -ENOMEM)
		return "out of memory";
	if (!blk_queue_dma_direct(world->q))
		return "the queue takes no I/O by bus address: dma_direct = 1 among the limits "
		       "allows it (R-ADD-8)";
	return "a vector by bus address was refused: 512 to 2147483136 bytes, a multiple of 512, "
	       "ending at 2^64 at most, are allowed (R-ADD-8)";
}
