/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The null device: a multi-queue driver over a medium in memory.
 *
 * It maps each request into a table of exactly the counted size and moves the data by walking that
 * table, so what a wrong split, count, merge or map loses is lost here, too.  With a struct device
 * the table is mapped for it and the data goes where its DMA addresses lead; without one, and in a
 * dma-direct request, a DMA address is the physical address of the same number.
 */
#ifndef BP_SIM_NULL_H
#define BP_SIM_NULL_H

#include <blkpath/mq.h>

#include "iommu/table.h"
#include "mem/ram.h"
#include "mem/store.h"

/* Which of the requests that are due ends first. */
enum bp_null_order { BP_NULL_FIFO, BP_NULL_LIFO, BP_NULL_SEEDED };

/* Every Nth time; 0 is never. */
struct bp_null_fault {
	unsigned every;
	blk_status_t status;
};

/**
 * struct bp_null_config - what kind of device
 * @name: name of the disk; NULL for "null0"
 * @nr_hw_queues: hardware queues; 0 means 1
 * @queue_depth: requests at a time and hardware queue; 0 means 64
 * @nr_cpus: software queues; 0 means as many as hardware queues
 * @capacity_sectors: size; 0 means unknown
 * @limits: copied into the queue; NULL for the defaults
 * @queue_flags: bits of queue_flags, added to the defaults
 * @rules: rule set; NULL for the default
 * @latency_ns: time from issue to completion
 * @latency_ps_per_byte: picoseconds more for each byte
 * @store_data: keep what is written and give it back; else only the table is built
 * @no_merge: do not look for company in the software queue (no BLK_MQ_F_SHOULD_MERGE)
 * @has_commit: the driver has commit_rqs
 * @refuse: answer queue_rq with RESOURCE, DEV_RESOURCE or an error
 * @fail: end requests with an error; their data is not moved
 * @partial_bytes: complete at most so much at a time and requeue the rest; a multiple of 512; 0 is
 * all
 * @dev: who does the DMA; NULL: nothing is mapped
 * @iommu: the page table of @dev's domain; NULL in direct mode
 * @order: order of completion among what is due
 * @seed: for BP_NULL_SEEDED
 */
struct bp_null_config {
	const char *name;
	unsigned nr_hw_queues;
	unsigned queue_depth;
	unsigned nr_cpus;
	sector_t capacity_sectors;
	const struct queue_limits *limits;
	unsigned long queue_flags;
	const struct bp_rules *rules;
	u64 latency_ns;
	u64 latency_ps_per_byte;
	bool store_data;
	bool no_merge;
	bool has_commit;
	struct bp_null_fault refuse;
	struct bp_null_fault fail;
	unsigned partial_bytes;
	struct device *dev;
	const struct bp_iommu_table *iommu;
	enum bp_null_order order;
	u64 seed;
};

struct bp_null_command;
TAILQ_HEAD(bp_null_commands, bp_null_command);

/**
 * struct bp_null - the device
 * @disk: submit bios to this
 * @queue: its queue; flags, limits and defects may be changed while nothing is in flight
 * @store: medium; NULL without store_data
 * @issued: requests taken so far
 * @refused: requests refused so far
 * @completed: completions so far, partial ones included
 * @bytes: data bytes moved so far
 * @commits: calls of commit_rqs
 */
struct bp_null {
	struct gendisk disk;
	struct request_queue *queue;
	struct bp_store *store;
	u64 issued;
	u64 refused;
	u64 completed;
	u64 bytes;
	u64 commits;
	/* Private. */
	struct bp_env *env;
	struct bp_ram *ram;
	struct bp_null_config config;
	struct blk_mq_tag_set tag_set;
	struct bp_null_commands in_flight;
	struct bp_timer timer;
	u64 offered;
	u64 random;
	struct {
		blk_status_t status;
		unsigned bytes;
	} result; /* of the command that ends just now */
};

/**
 * bp_null_create - make a device with its disk and queue
 * @env: environment
 * @ram: where data comes from and goes to; NULL moves none
 * @config: what kind
 * @null: receives the device, to be destroyed with bp_null_destroy()
 *
 * Return: 0; -EINVAL for a number out of range; -ENOMEM. On failure nothing is left behind.
 */
int bp_null_create(struct bp_env *env, struct bp_ram *ram, const struct bp_null_config *config,
		   struct bp_null **null);

/**
 * bp_null_destroy - wait for what is in flight and take the device away
 * @null: device; NULL is allowed
 *
 * Requests that nothing can end any more, after a BUG for instance, are a finding; what they use is
 * given back with the environment.
 */
void bp_null_destroy(struct bp_null *null);

/**
 * bp_null_run - complete what is due
 * @null: device
 *
 * Also happens by itself when a task waits (bp_wait()). What is issued meanwhile waits for the next
 * call.
 *
 * Return: how many completions there were.
 */
unsigned bp_null_run(struct bp_null *null);

#endif
