/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Driver and controller in court: the checker hears what they do, but for one event, of which it
 * hears what the test makes of it.
 */
#ifndef T_NVME_COURT_H
#define T_NVME_COURT_H

#include <string.h>

#include <blkpath/address.h>
#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/dma.h>
#include <blkpath/dma_call.h>
#include <blkpath/nvme_event.h>

#include "bp_test.h"
#include "nvme/namespace.h"
#include "nvme_machine.h"

#define T_BLOCKS 65536
#define T_BUFFER 0x10000000ull
#define T_NOT_MINE (~0u)

struct t_nvme_court;

/**
 * struct t_io - what is done in court
 * @op: of the bio
 * @direct: by bus address
 * @nr: vectors
 * @bytes: of each
 * @offset: of the first one in its page
 * @apart: bytes from one vector to the next; 0: they follow each other
 * @sgls: Identify: SGLS
 * @vectors_max: of a request; 0: as ever
 * @sgl_threshold: bytes of a vector that make SGLs pay; 0: as ever
 * @metadata: bytes of it in a block, with protection of type 1; 0: none
 * @mdts: Identify: MDTS
 */
struct t_io {
	unsigned op;
	bool direct;
	unsigned nr;
	unsigned bytes;
	unsigned offset;
	u64 apart;
	u32 sgls;
	u16 vectors_max;
	u32 sgl_threshold;
	u16 metadata;
	u8 mdts;
};

/* An event as the checker would hear it, and room to change it. */
struct t_heard {
	struct t_nvme_court *t;
	struct bp_event event;
	struct bp_nvme_event nvme;
	struct bp_dma_call dma;
};

/* Returns how often the checker hears it, or T_NOT_MINE for another one to be tampered with. */
typedef unsigned t_tamper_fn(struct t_heard *heard);

/* A law, and what breaks it. */
struct t_tampering {
	enum bp_invariant law;
	enum bp_event_id id;
	t_tamper_fn *fn;
	const struct t_io *io;
};

struct t_nvme_court {
	struct t_nvme_machine m;
	struct bp_nvme_namespace_config disk;
	struct bp_check *check;
	struct bp_sink sink;
	const struct t_tampering *with;
	bool is_done;
	u64 poked;
	__le64 was;
	void *bent;
	size_t bent_bytes;
	u8 straight[16];
};

/* Eight bytes of RAM are others while the checker hears the event. */
static inline void t_poke(struct t_heard *heard, bp_virt_addr_t virt, u64 value)
{
	const __le64 le = cpu_to_le64(value);

	heard->t->poked = bp_phys_u64(virt_to_phys(virt));
	bp_ram_read(heard->t->m.ram, virt_to_phys(virt), &heard->t->was, sizeof(le));
	bp_ram_write(heard->t->m.ram, virt_to_phys(virt), &le, sizeof(le));
}

/* What the driver remembers is something else meanwhile. */
static inline void t_bend(struct t_heard *heard, void *at, size_t bytes)
{
	assert_true(bytes <= sizeof(heard->t->straight));
	heard->t->bent = at;
	heard->t->bent_bytes = bytes;
	memcpy(heard->t->straight, at, bytes);
}

/* Something that never happened. */
static inline void t_lie(struct t_heard *heard, enum bp_event_id id, struct bp_event event)
{
	event.id = id;
	event.env = heard->t->m.env;
	bp_check_event(heard->t->check, &event);
}

static inline void t_unbend(struct t_nvme_court *t)
{
	if (t->poked)
		bp_ram_write(t->m.ram, bp_phys_addr(t->poked), &t->was, sizeof(t->was));
	if (t->bent)
		memcpy(t->bent, t->straight, t->bent_bytes);
	t->poked = 0;
	t->bent = NULL;
}

static inline void t_nvme_listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_nvme_court *t = bp_container_of(sink, struct t_nvme_court, sink);
	struct t_heard heard = { .t = t, .event = *event };
	unsigned times = 1;

	if (event->nvme) {
		heard.nvme = *event->nvme;
		heard.event.nvme = &heard.nvme;
	}
	if (event->dma) {
		heard.dma = *event->dma;
		heard.event.dma = &heard.dma;
	}
	if (t->with && !t->is_done && t->with->id == event->id) {
		times = t->with->fn(&heard);
		t->is_done = times != T_NOT_MINE;
		times = t->is_done ? times : 1;
	}
	for (unsigned i = 0; i < times; i++)
		bp_check_event(t->check, &heard.event);
	t_unbend(t);
}

static inline struct bp_sink *t_last_sink(const struct bp_env *env)
{
	struct bp_sink *sink = env->sinks;

	while (sink->next)
		sink = sink->next;
	return sink;
}

static inline void t_nvme_open(struct t_nvme_court *t, const struct t_io *io)
{
	memset(t, 0, sizeof(*t));
	t_nvme_machine_init(&t->m);
	t->disk = (struct bp_nvme_namespace_config){ .blocks = T_BLOCKS };
	if (io->metadata) {
		t->disk.formats[0] = (struct bp_nvme_format){ .ms = io->metadata, .lbads = 9 };
		t->disk.nr_formats = 1;
		t->disk.layout.pi_type = 1;
	}
	t->m.config.namespaces = &t->disk;
	t->m.config.nr_namespaces = 1;
	t->m.config.sgls = io->sgls;
	t->m.config.mdts = io->mdts;
	if (io->vectors_max)
		t->m.params.max_segments = io->vectors_max;
	if (io->sgl_threshold)
		t->m.params.sgl_threshold = io->sgl_threshold;
	t->check = bp_check_new(t->m.env);
	assert_non_null(t->check);
	bp_sink_remove(t->m.env, t_last_sink(t->m.env)); /* it hears through us */
	t->sink.fn = t_nvme_listen;
	bp_sink_add(t->m.env, &t->sink);
}

static inline int t_add(struct bio *bio, const struct t_io *io, u64 at)
{
	struct request_queue *q = bio->bi_disk->queue;

	return io->direct ? bio_add_dma_addr(q, bio, bp_dma_addr(at), io->bytes)
			  : bio_add_page(bio, pfn_to_page(at >> 12), io->bytes, at & 0xfff);
}

static inline int t_nvme_do(struct t_nvme_court *t, const struct t_io *io)
{
	const enum dma_data_direction dir =
		io->op == REQ_OP_WRITE ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
	struct device *dev = &t_fabric_dev(&t->m.f, 'a')->dev;
	struct bio *bio = bio_kmalloc(t->m.env, GFP_KERNEL, io->nr);
	u64 at = T_BUFFER + io->offset;
	const u64 step = io->apart ? io->apart : io->bytes, all = step * io->nr;
	int error;

	bio->bi_opf = io->op | (io->direct ? REQ_DMA_DIRECT : 0);
	bio->bi_disk = t_nvme_machine_ns(&t->m)->disk;
	bio->bi_disk->queue->limits.max_sectors = bio->bi_disk->queue->limits.max_hw_sectors;
	if (io->direct)
		dma_map_page(dev, pfn_to_page(T_BUFFER >> 12), 0, all, dir);
	for (unsigned i = 0; i < io->nr; i++, at += step)
		assert_int_equal(t_add(bio, io, at), io->bytes);
	error = submit_bio_wait(bio);
	bio_put(bio);
	if (io->direct)
		dma_unmap_page(dev, bp_dma_addr(T_BUFFER), all, dir);
	return error;
}

/* Does the I/O from the first register to the last, with or without tampering. */
static inline void t_nvme_hear(struct t_nvme_court *t, const struct t_io *io,
			       const struct t_tampering *with)
{
	t_nvme_open(t, io);
	t->with = with;
	assert_int_equal(t_nvme_machine_probe(&t->m), 0);
	assert_int_equal(t_nvme_do(t, io), 0);
	nvme_remove(t->m.dev);
	t->m.dev = NULL;
	bp_check_end(t->check, 0);
}

static inline void t_nvme_dismiss(struct t_nvme_court *t)
{
	bp_sink_remove(t->m.env, &t->sink);
	bp_check_free(t->check);
	t_nvme_machine_fini(&t->m);
}

#endif
