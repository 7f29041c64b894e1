/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of an I/O, and the bytes in it.  Each vector has a place of its own: none overlaps
 * another.
 */
#include <string.h>

#include <blkpath/dma.h>

#include "proof/nvme/nvme.h"

#define PAGE BP_NVME_PROOF_PAGE
#define LOW 0x10000000ull
#define HIGH 0x200000000ull
#define PLACES 0x1000000ull /* of an I/O: its bytes, and gaps */
#define POISON 0xa5

/* The driver's own device. */
static struct device *device_of(const struct bp_nvme_io *io)
{
	return io->p->nvme.dev->dev;
}

static u32 draw_bytes(struct bp_nvme_proof *p, bool whole_pages, u32 most)
{
	struct bp_choices *c = &p->trial->choices;
	const u32 unit = whole_pages ? bp_max(PAGE, p->block_bytes) : p->block_bytes;
	const u32 usual = (u32)bp_choose(c, PAGE, PAGE, 512, 2 * PAGE, 8 * PAGE, 32 * PAGE);
	const u32 bytes = (u32)bp_choose_edge(c, 1, usual, usual);

	return bp_min((bytes + unit - 1) / unit * unit, most);
}

/* Dwords, for that is what a PRP can tell; a byte too far now and then.  Protected blocks are whole
 * in a page (R-INT). */
static u32 draw_offset(struct bp_nvme_io *io)
{
	struct bp_choices *c = &io->p->trial->choices;
	const u32 offset = (u32)bp_choose_edge(c, 0, PAGE / 4 - 1, 0, 128, 896) * 4;

	if (io->p->doc.pi)
		return offset / io->p->block_bytes * io->p->block_bytes;
	if (!(io->opf & REQ_DMA_DIRECT) || !bp_choose_once_in(c, 32))
		return offset;
	io->may_fail = true;
	return offset + (u32)bp_choose(c, 1, 2, 3);
}

/* In a later page than the one before, or right behind it. */
static void add(struct bp_nvme_io *io, u64 base, u32 offset, u32 bytes)
{
	const u32 pages = (u32)bp_choose(&io->p->trial->choices, 1, 2, 3, 0);
	const struct bp_range *last = io->nr ? &io->vector[io->nr - 1] : NULL;
	u64 place = base;

	if (last)
		place = (last->addr + last->len + PAGE - 1) / PAGE * PAGE + pages * PAGE;
	io->vector[io->nr++] = (struct bp_range){ place + offset, bytes };
	io->total += bytes;
}

/* EX-NVME-7: as much as a request may have, in as many runs, from inside a page on. */
static void draw_large(struct bp_nvme_io *io, u64 base)
{
	struct bp_choices *c = &io->p->trial->choices;
	const u32 runs = (u32)bp_choose_edge(c, 1, NVME_MAX_SEGS, NVME_MAX_SEGS, NVME_MAX_SEGS - 1);
	const u32 run = BP_NVME_PROOF_BYTES / runs / PAGE * PAGE;
	const u32 offset = (u32)bp_choose(c, 512, 0, 3584);

	for (u32 i = 0; i < runs; i++)
		add(io, base, i ? 0 : offset,
		    i + 1 == runs ? BP_NVME_PROOF_BYTES - io->total : run - (i ? 0 : offset));
}

/* The driver maps one vector of metadata, of a bio that is whole (NVH-25). */
static void draw_protected(struct bp_nvme_io *io, u64 base)
{
	add(io, base, draw_offset(io), PAGE);
}

/* Whole pages, or any dwords anywhere; @wanted vectors of them, unless fewer are all there may be.
 */
static void draw_vectors(struct bp_nvme_io *io, u64 base, bool pages, u32 wanted)
{
	struct bp_nvme_proof *p = io->p;

	if (p->large && bp_choose_once_in(&p->trial->choices, 4))
		draw_large(io, base);
	while (io->nr < wanted && io->total < BP_NVME_PROOF_BYTES) {
		const u32 bytes = draw_bytes(p, pages, BP_NVME_PROOF_BYTES - io->total);

		add(io, base, pages ? 0 : draw_offset(io), bytes);
	}
}

void bp_nvme_proof_draw_memory(struct bp_nvme_io *io)
{
	struct bp_nvme_proof *p = io->p;
	struct bp_choices *c = &p->trial->choices;
	const bool pages = !bp_choose_once_in(c, 2);
	const u32 wanted = (u32)bp_choose_between(c, 1, bp_choose(c, 2, 4, 24));
	u64 base = bp_choose(c, HIGH, p->device_doc.bus_zero ? HIGH : LOW);

	base += (u64)(io - p->io) * PLACES;
	if (p->doc.pi)
		draw_protected(io, base);
	else
		draw_vectors(io, base, pages, wanted);
	io->count = io->total / p->block_bytes;
}

static void touch(struct bp_nvme_io *io, bool is_write)
{
	u8 *bytes = io->p->bytes;

	for (unsigned i = 0; i < io->nr; i++) {
		const phys_addr_t at = bp_phys_addr(io->vector[i].addr);

		if (is_write)
			bp_ram_write(io->p->ram, at, bytes, io->vector[i].len);
		else
			bp_ram_read(io->p->ram, at, bytes, io->vector[i].len);
		bytes += io->vector[i].len;
	}
}

void bp_nvme_proof_fill(struct bp_nvme_io *io)
{
	for (u32 i = 0; i < io->count; i++)
		bp_nvme_block_fill(io->p, io->version, io->lba + i,
				   io->p->bytes + i * io->p->block_bytes);
	touch(io, true);
}

void bp_nvme_proof_poison(struct bp_nvme_io *io)
{
	memset(io->p->bytes, POISON, io->count * io->p->block_bytes);
	touch(io, true);
}

void bp_nvme_proof_gather(struct bp_nvme_io *io)
{
	touch(io, false);
}

static enum dma_data_direction direction_of(const struct bp_nvme_io *io)
{
	return io->op == REQ_OP_READ ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
}

/* Whose memory goes by bus address has mapped it before, as one list (INV-DMA-10). */
bool bp_nvme_proof_lend(struct bp_nvme_io *io)
{
	sg_init_table(io->sg, io->nr);
	for (unsigned i = 0; i < io->nr; i++)
		sg_set_page(&io->p->env, &io->sg[i], pfn_to_page(io->vector[i].addr / PAGE),
			    io->vector[i].len, (unsigned)(io->vector[i].addr % PAGE));
	io->nr_mapped = dma_map_sg(device_of(io), io->sg, (int)io->nr, direction_of(io));
	return io->nr_mapped > 0;
}

void bp_nvme_proof_take_back(struct bp_nvme_io *io)
{
	dma_unmap_sg(device_of(io), io->sg, (int)io->nr, direction_of(io));
}
