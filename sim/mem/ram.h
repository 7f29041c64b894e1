/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Simulated RAM: pages with references, flags and bytes (block.md 1).
 *
 * Sparse: every frame up to env->max_pfn exists, and costs memory from the moment somebody asks
 * for it.  An address leads to its bytes by a walk of tables (sparse.h).
 */
#ifndef BP_SIM_RAM_H
#define BP_SIM_RAM_H

#include <blkpath/env.h>

struct bp_ram;
struct resource;

/**
 * struct bp_ram_report - what is left when everything should be over (INV-BIO-3)
 * @allocated: pages that were allocated and not put
 * @unbalanced: other pages whose references differ from what they had when they came to life
 * @first_pfn: frame of the first page of either kind, in order of frames
 * @touched: pages that came to life
 * @tables: tables that lead to them
 */
struct bp_ram_report {
	u64 allocated;
	u64 unbalanced;
	u64 first_pfn;
	u64 touched;
	u64 tables;
};

/**
 * bp_ram_new - give an environment RAM
 * @env: environment; its page model is replaced
 *
 * Return: the RAM, to be freed with bp_ram_free(); NULL when the host has no memory.
 */
struct bp_ram *bp_ram_new(struct bp_env *env);

/**
 * bp_ram_restrict - say where a machine has memory
 * @ram: RAM
 * @have: ranges of addresses, upwards; outlives @ram
 * @nr: how many; 0 when there is memory everywhere
 *
 * Pages are allocated there only: what lies between may be a device.
 */
void bp_ram_restrict(struct bp_ram *ram, const struct resource *have, unsigned nr);

/**
 * bp_ram_free - take it away
 * @ram: may be NULL; its environment has no page model afterwards
 */
void bp_ram_free(struct bp_ram *ram);

/**
 * bp_ram_compound - make frames into one compound page (R-MEM-3)
 * @ram: RAM
 * @head_pfn: first frame
 * @order: 2^order frames
 */
void bp_ram_compound(struct bp_ram *ram, u64 head_pfn, unsigned order);

/**
 * bp_ram_write - put bytes into memory
 * @ram: RAM
 * @phys: physical byte address
 * @buf: bytes
 * @len: how many
 *
 * Return: 0; -EFAULT when a frame does not exist: then nothing behind it was written.
 */
int bp_ram_write(struct bp_ram *ram, phys_addr_t phys, const void *buf, size_t len);

/**
 * bp_ram_read - take bytes out of memory
 * @ram: RAM
 * @phys: physical byte address
 * @buf: room for the bytes
 * @len: how many
 *
 * Return: 0; -EFAULT when a frame does not exist: then nothing behind it was read.
 */
int bp_ram_read(struct bp_ram *ram, phys_addr_t phys, void *buf, size_t len);

/**
 * bp_ram_report - look for leaked pages and lost references
 * @ram: RAM
 *
 * Return: the counts; all but touched and tables are 0 when every page is as it was.
 */
struct bp_ram_report bp_ram_report(struct bp_ram *ram);

#endif
