/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world: environment, RAM, a null device or an NVMe controller with its queue and limits, and a
 * task that does I/O.
 */
#ifndef SIM_WORLD_WORLD_H
#define SIM_WORLD_WORLD_H

#include <blkpath/elevator.h>
#include <blkpath/plug.h>

#include "input/scenario.h"
#include "mem/ram.h"
#include "null/null.h"
#include "world/device.h"
#include "world/nvme.h"

/**
 * struct bp_world_config - what to assemble
 * @limits: limits, flags and sizes of the queue
 * @rules: rule set
 * @defects: switches, for the queue and for everything else
 * @page_shift: log2 of the page size
 * @capacity_sectors: end of the device, 0 for none
 * @depth: requests that the device holds at a time, of each hardware queue; 0 for its default
 * of 64
 * @queues: hardware queues, and as many CPUs that submit; 0 means 1
 * @keeps_data: the device keeps what is written, and gives it back
 * @scheduler: NULL for none
 * @latency_ns: how long the device takes for any request
 * @latency_ps_per_byte: picoseconds more for each byte
 * @device: how it reaches memory; NULL, or without a word: nothing is mapped
 * @nvme: the controller that it is; NULL, or not on: a null device.  Its driver sets the limits.
 * @seed: of what looks random in it
 */
struct bp_world_config {
	const struct bp_limits_doc *limits;
	const struct bp_rules *rules;
	struct bp_defects defects;
	unsigned page_shift;
	sector_t capacity_sectors;
	unsigned depth;
	unsigned queues;
	bool keeps_data;
	const struct elevator_type *scheduler;
	u64 latency_ns;
	u64 latency_ps_per_byte;
	const struct bp_device_doc *device;
	const struct bp_nvme_doc *nvme;
	u64 seed;
};

struct bp_world;

/**
 * struct bp_world_io - an I/O of which somebody hears the end
 * @end: called when all of its bios have ended; NULL for nobody
 * @status: of the first bio that failed; OK when none did
 */
struct bp_world_io {
	void (*end)(struct bp_world_io *io);
	blk_status_t status;
	/* Private. */
	struct bp_world *world;
	unsigned pending;
};

/**
 * struct bp_world - the world
 * @disk: where bios go
 * @q: its queue; gone when the driver has left
 * @limits: of the queue when the device was there
 * @device: who does its DMA
 * @pending: bios and passthrough requests submitted and not ended
 * @failed: those that ended with an error
 * @status: how the last failed one ended
 */
struct bp_world {
	struct bp_env env;
	struct bp_ram *ram;
	struct bp_null *null; /* NULL when the device is an NVMe controller */
	struct bp_world_nvme nvme;
	struct gendisk *disk;
	struct request_queue *q;
	struct queue_limits limits;
	struct bp_world_device device;
	struct bio_set bios;
	struct blk_plug plug;
	u64 pending;
	u64 failed;
	blk_status_t status;
	/* Private. */
	u64 start_ns;
	struct bp_world_io unheard;
};

/* What a scenario says about its world. */
struct bp_world_config bp_world_config(const struct bp_scenario *scenario);

/**
 * bp_world_new - an environment with RAM
 * @config: what is to be in it
 *
 * Return: the world, to be started and closed; NULL when there is no memory.
 */
struct bp_world *bp_world_new(const struct bp_world_config *config);

/**
 * bp_world_start - make its device, and bring it up
 * @world: from bp_world_new(); who listens to its environment hears that, too
 * @config: the same
 * @err: receives the message
 *
 * A BUG on the way is an error.
 *
 * Return: 0, or negative errno with @err filled; @world is still to be closed.
 */
int bp_world_start(struct bp_world *world, const struct bp_world_config *config,
		   struct bp_error *err);

/**
 * bp_world_open - both
 * @config: what
 * @world: receives the world, to be closed with bp_world_close()
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; @world is then NULL.
 */
int bp_world_open(const struct bp_world_config *config, struct bp_world **world,
		  struct bp_error *err);

/* Takes everything apart, also after a BUG; NULL is allowed. */
void bp_world_close(struct bp_world *world);

/**
 * bp_world_submit - build the bios of an I/O and submit them
 * @world: the world
 * @io: the I/O
 * @seed: for random layouts
 * @bios: receives how many there were
 *
 * Context: a BUG unwinds to the caller's bp_catch().
 * Return: 0, or what an add function answered to a vector it refused; the bio is then dropped, the
 * ones before it are under way.
 */
int bp_world_submit(struct bp_world *world, const struct bp_scenario_io *io, u64 seed,
		    unsigned *bios);

/* The same, and @heard learns of the end; not when there was no bio, or one was refused. */
int bp_world_submit_heard(struct bp_world *world, const struct bp_scenario_io *io, u64 seed,
			  unsigned *bios, struct bp_world_io *heard);

/**
 * bp_world_peer_memory - give an I/O the memory of the provider that it names
 * @world: the world
 * @io: the I/O; its only vector becomes that memory. Nothing happens to one that names none.
 * @file: for messages
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_world_peer_memory(struct bp_world *world, struct bp_scenario_io *io, const char *file,
			 struct bp_error *err);

/* What bp_world_submit() answered, in words: what is wrong and what is allowed. */
const char *bp_world_refusal(const struct bp_world *world, int error);

/* Submit a bio that the caller built; it is put when it ends. */
void bp_world_send(struct bp_world *world, struct bio *bio);

/* Execute a passthrough request; it is freed when it ends. */
void bp_world_send_request(struct bp_world *world, struct request *rq);

/* Begin and end batches; bios in between may merge.  Nests as in the kernel: it does not. */
void bp_world_plug(struct bp_world *world);
void bp_world_unplug(struct bp_world *world);

/* Move virtual time, counted from when the device was there, never back; requests that are due by
 * then end. */
void bp_world_advance(struct bp_world *world, u64 now_ns);

/* The task sleeps until something happens; what it plugged goes out first.  False: nothing will. */
bool bp_world_sleep(struct bp_world *world);

/* Let time pass until nothing is under way.  False when something never ends. */
bool bp_world_drain(struct bp_world *world);

/* Every I/O has ended and the driver goes: reports what its device still holds. */
void bp_world_unbind(struct bp_world *world);

/* Page references that were taken and not returned. */
u64 bp_world_pages_held(struct bp_world *world);

#endif
