/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/dma.h>

#include "world/payload.h"

void bp_payload_start(struct bp_payload *payload, struct bp_world *world,
		      const struct bp_scenario_io *io, u64 seed)
{
	*payload = (struct bp_payload){ .world = world, .io = io };
	if (!io->vectors)
		bp_layout_start(&payload->walk, &io->layout, world->env.page_shift, io->bytes,
				seed);
}

bool bp_payload_vector(struct bp_payload *payload, struct bp_range *range)
{
	const struct bp_scenario_io *io = payload->io;

	if (!io->vectors)
		return bp_layout_next(&payload->walk, range);
	if (payload->next_vector == io->nr_vectors)
		return false;
	*range = io->vectors[payload->next_vector++];
	return true;
}

/* A run of at most @n bytes in memory; 0 bytes: there is no more. */
static u32 next_run(struct bp_payload *payload, unsigned n, phys_addr_t *phys)
{
	const struct device *dev = payload->world->device.dev;
	struct bp_range *rest = &payload->rest;
	u32 len;

	while (!rest->len)
		if (!bp_payload_vector(payload, rest))
			return 0;
	len = bp_min(rest->len, n);
	*phys = bp_phys_addr(rest->addr);
	if (payload->io->opf & REQ_DMA_DIRECT && dev)
		*phys = dma_to_phys(dev, bp_dma_addr(rest->addr));
	rest->addr += len;
	rest->len -= len;
	return len;
}

bool bp_payload_put(struct bp_payload *payload, const void *bytes, unsigned n)
{
	const u8 *from = bytes;
	phys_addr_t phys;

	while (n) {
		const u32 len = next_run(payload, n, &phys);

		if (!len || bp_ram_write(payload->world->ram, phys, from, len))
			return false;
		from += len;
		n -= len;
	}
	return true;
}

bool bp_payload_take(struct bp_payload *payload, void *bytes, unsigned n)
{
	phys_addr_t phys;
	u8 *to = bytes;

	while (n) {
		const u32 len = next_run(payload, n, &phys);

		if (!len || bp_ram_read(payload->world->ram, phys, to, len))
			return false;
		to += len;
		n -= len;
	}
	return true;
}
