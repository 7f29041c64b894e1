/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/dma_call.h>
#include <blkpath/event.h>
#include <blkpath/p2p_use.h>

#include "world/copy.h"
#include "world/stamp.h"

/* What the driver may want of the same RAM, from the top on. */
#define RAM_LEFT ((u64)16 << 20)
#define RAM_SKIPPED ((u64)1 << 20)

#define SEED 1

/* Memory that both drives reach: RAM by pages, a drive's by its bus address. */
struct buffer {
	bool is_direct;
	u64 address;
	u32 bytes;
	bp_virt_addr_t virt;
};

/* Counts what is mapped for the data; coherent memory is the driver's own. */
struct listener {
	struct bp_sink sink;
	u64 mappings;
};

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct listener *listener = bp_container_of(sink, struct listener, sink);

	listener->mappings +=
		event->id == BP_EV_DMA_MAP && event->dma->type != BP_DMA_CALL_COHERENT;
}

static struct bp_world_drive *provider_of(struct bp_world_pair *pair, enum bp_copy_way way)
{
	return way == BP_COPY_BY_TO ? &pair->to : &pair->from;
}

static int find_ram(const struct bp_world_pair *pair, struct buffer *buffer, struct bp_error *err)
{
	for (unsigned i = 0; i < pair->machine.nr_ram; i++) {
		const struct resource *area = &pair->machine.ram[i];

		if (area->end - area->start < RAM_SKIPPED + buffer->bytes + RAM_LEFT)
			continue;
		buffer->address = area->start + RAM_SKIPPED;
		return 0;
	}
	return bp_error_set(err, NULL, 0, "--buffer", "%s has no RAM for %u bytes and the drivers",
			    pair->machine.records.source, buffer->bytes);
}

/* What a submitter asks before it hands a bus address on (P2P-B5, P2P-B8.3). */
static enum bp_copy_state take_memory(struct bp_world_pair *pair, struct bp_copy *copy,
				      struct buffer *buffer)
{
	struct pci_dev *provider = provider_of(pair, copy->way)->function;
	struct device *dev[] = { &pair->from.function->dev, &pair->to.function->dev };
	const struct device *clients[] = { dev[0], dev[1] };
	const struct bp_p2p_clients both = { .dev = clients, .nr = bp_array_size(clients) };
	pci_bus_addr_t bus;

	if (!pci_has_p2pmem(provider))
		return BP_COPY_NO_MEMORY;
	copy->distance = pci_p2pdma_distance_many(provider, dev, bp_array_size(dev), false);
	if (copy->distance < 0)
		return BP_COPY_REFUSED;
	buffer->virt = pci_alloc_p2pmem(provider, buffer->bytes);
	if (!buffer->virt.virt)
		return BP_COPY_NO_MEMORY;
	if (bp_p2p_bus_for(provider, buffer->virt, buffer->bytes, &both, &bus) != BP_P2P_FIT) {
		pci_free_p2pmem(provider, buffer->virt, buffer->bytes);
		return BP_COPY_REFUSED;
	}
	buffer->is_direct = true;
	buffer->address = copy->bus = bus.bus;
	return BP_COPY_DONE;
}

static int add(struct bio *bio, const struct buffer *buffer, unsigned bytes)
{
	const unsigned shift = bio->bi_disk->queue->bp_env->page_shift;

	if (buffer->is_direct)
		return bio_add_dma_addr(bio->bi_disk->queue, bio, bp_dma_addr(buffer->address),
					bytes);
	return bio_add_page(bio, pfn_to_page(buffer->address >> shift), bytes,
			    (unsigned)(buffer->address & ((1u << shift) - 1)));
}

static int do_io(struct gendisk *disk, unsigned op, sector_t sector, const struct buffer *buffer,
		 unsigned bytes)
{
	struct bio *bio = bio_kmalloc(disk->queue->bp_env, GFP_KERNEL, 1);
	int error;

	if (!bio)
		return -ENOMEM;
	bio->bi_opf = op | (buffer->is_direct ? REQ_DMA_DIRECT : 0);
	bio->bi_disk = disk;
	bio->bi_iter.bi_sector = sector;
	error = add(bio, buffer, bytes) == (int)bytes ? submit_bio_wait(bio) : -EINVAL;
	bio_put(bio);
	return error;
}

/* Each way has stamps of its own: what another way left there is not taken for its data. */
static struct bp_stamp stamp_of(const struct bp_copy *copy, sector_t sector)
{
	return (struct bp_stamp){ .io = (u64)copy->way + 1, .sector = sector };
}

static void stamp_ram(const struct bp_world_pair *pair, const struct bp_copy *copy,
		      const struct buffer *ram, sector_t sector, unsigned bytes)
{
	u8 data[SECTOR_SIZE];

	for (unsigned at = 0; at < bytes; at += SECTOR_SIZE) {
		bp_stamp_write(SEED, stamp_of(copy, sector + (at >> SECTOR_SHIFT)), data);
		bp_ram_write(pair->ram, bp_phys_addr(ram->address + at), data, sizeof(data));
	}
}

static bool is_stamped(const struct bp_world_pair *pair, struct bp_copy *copy,
		       const struct buffer *ram, sector_t sector, unsigned bytes)
{
	u8 data[SECTOR_SIZE], meant[SECTOR_SIZE];

	for (unsigned at = 0; at < bytes; at += SECTOR_SIZE) {
		copy->wrong_sector = sector + (at >> SECTOR_SHIFT);
		bp_stamp_write(SEED, stamp_of(copy, copy->wrong_sector), meant);
		bp_ram_read(pair->ram, bp_phys_addr(ram->address + at), data, sizeof(data));
		if (memcmp(data, meant, sizeof(data)))
			return false;
	}
	return true;
}

/* A step for each part of the data that fits the buffer. */
typedef int step_fn(struct bp_world_pair *pair, struct bp_copy *copy, const struct buffer *buffer,
		    sector_t sector, unsigned bytes);

static int fill(struct bp_world_pair *pair, struct bp_copy *copy, const struct buffer *ram,
		sector_t sector, unsigned bytes)
{
	stamp_ram(pair, copy, ram, sector, bytes);
	return do_io(pair->from.disk, REQ_OP_WRITE, sector, ram, bytes);
}

static int pass_on(struct bp_world_pair *pair, struct bp_copy *copy, const struct buffer *buffer,
		   sector_t sector, unsigned bytes)
{
	int error = do_io(pair->from.disk, REQ_OP_READ, sector, buffer, bytes);

	(void)copy;
	return error ?: do_io(pair->to.disk, REQ_OP_WRITE, sector, buffer, bytes);
}

static int look(struct bp_world_pair *pair, struct bp_copy *copy, const struct buffer *ram,
		sector_t sector, unsigned bytes)
{
	int error = do_io(pair->to.disk, REQ_OP_READ, sector, ram, bytes);

	if (!error && !is_stamped(pair, copy, ram, sector, bytes))
		copy->state = BP_COPY_WRONG;
	return error;
}

static void for_each(struct bp_world_pair *pair, struct bp_copy *copy, const struct buffer *buffer,
		     u64 bytes, step_fn *step)
{
	for (u64 done = 0; done < bytes && copy->state == BP_COPY_DONE; done += buffer->bytes) {
		copy->error = step(pair, copy, buffer, done >> SECTOR_SHIFT,
				   (unsigned)bp_min(bytes - done, (u64)buffer->bytes));
		if (copy->error)
			copy->state = BP_COPY_FAILED;
	}
}

static u64 commands_of(const struct bp_world_pair *pair)
{
	return bp_nvme_controller_counters(pair->from.ctrl)->fetched +
	       bp_nvme_controller_counters(pair->to.ctrl)->fetched;
}

static int measure(struct bp_world_pair *pair, struct bp_copy *copy, const struct buffer *buffer,
		   u64 bytes)
{
	struct listener listener = { .sink.fn = listen };
	const u64 commands = commands_of(pair);
	struct bp_snapshot before;
	int error = bp_snapshot_take(pair->fabric, &before);

	if (error)
		return error;
	bp_sink_add(&pair->env, &listener.sink);
	for_each(pair, copy, buffer, bytes, pass_on);
	bp_sink_remove(&pair->env, &listener.sink);
	copy->commands = commands_of(pair) - commands;
	copy->mappings = listener.mappings;
	error = bp_snapshot_take(pair->fabric, &copy->moved);
	if (!error)
		bp_snapshot_diff(&copy->moved, &before);
	bp_snapshot_fini(&before);
	return error;
}

int bp_world_copy(struct bp_world_pair *pair, enum bp_copy_way way, u64 bytes, u32 buffer_bytes,
		  struct bp_copy *copy, struct bp_error *err)
{
	struct buffer ram = { .bytes = buffer_bytes }, buffer = ram;
	int error = find_ram(pair, &ram, err);

	*copy = (struct bp_copy){ .way = way };
	if (error)
		return error;
	buffer.address = ram.address;
	if (way != BP_COPY_BY_RAM)
		copy->state = take_memory(pair, copy, &buffer);
	if (copy->state != BP_COPY_DONE)
		return 0;
	for_each(pair, copy, &ram, bytes, fill);
	error = measure(pair, copy, &buffer, bytes);
	if (!error)
		for_each(pair, copy, &ram, bytes, look);
	if (buffer.is_direct)
		pci_free_p2pmem(provider_of(pair, way)->function, buffer.virt, buffer.bytes);
	return error;
}

void bp_copy_fini(struct bp_copy *copy)
{
	bp_snapshot_fini(&copy->moved);
}
