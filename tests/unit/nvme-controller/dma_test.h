/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller without an engine: a function with registers and a CMB in BAR 0, RAM and peers
 * around it, and somebody who listens.
 */
#ifndef DMA_TEST_H
#define DMA_TEST_H

#include <stdlib.h>
#include <string.h>

#include <blkpath/event.h>
#include <blkpath/nvme_event.h>

#include "bp_test.h"
#include "fabric.h"
#include "nvme/engine.h"
#include "nvme/memory.h"

#define T_CMB_OFFSET 0x80000u
#define T_CMB_BYTES 0x40000u
#define T_CMB_ALL 0x1fu
#define T_EVENTS 64
#define DNR NVME_SC_DNR

struct t_dma {
	struct t_fabric f;
	struct bp_nvme_controller ctrl;
	struct bp_nvme_run run;
	struct bp_sink sink;
	struct bp_nvme_dma event[T_EVENTS]; /* the first ones */
	unsigned nr_events;
};

static inline void t_dma_hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_dma *t = bp_container_of(sink, struct t_dma, sink);

	if (event->id != BP_EV_NVME_DMA)
		return;
	assert_ptr_equal(event->nvme->pdev, t->ctrl.dev);
	if (t->nr_events < T_EVENTS)
		t->event[t->nr_events] = event->nvme->dma;
	t->nr_events++;
}

static inline bool t_dma_register_read(void *context, u64 offset, unsigned bytes, u64 *value)
{
	(void)context;
	(void)offset;
	(void)bytes;
	*value = 0;
	return true;
}

static inline bool t_dma_register_write(void *context, u64 offset, unsigned bytes, u64 value)
{
	(void)bytes;
	(void)value;
	++*(unsigned *)context;
	return offset != 0x1000;
}

/* Ready, 1.3, I/O queue 1, command 7, everything may lie in the CMB. */
static inline struct t_dma *t_dma_new(void)
{
	static const struct bp_register_ops registers = { .read = t_dma_register_read,
							  .write = t_dma_register_write };
	static unsigned touched;
	struct t_dma *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_fabric_init(&t->f, T_T1, 0, 0);
	t->ctrl.env = &t->f.pci.env;
	t->ctrl.fabric = t->f.fabric;
	t->ctrl.dev = t_fabric_dev(&t->f, 'a');
	t->ctrl.config = bp_nvme_config_default();
	t->ctrl.config.cmbsz = T_CMB_ALL;
	t->ctrl.state = BP_NVME_READY;
	t->ctrl.page_bytes = 4096;
	t->ctrl.cmb.bytes = T_CMB_BYTES;
	t->ctrl.cmb.offset = T_CMB_OFFSET;
	t->ctrl.cmb.is_on = true;
	t->ctrl.cmb.base = t_fabric_bus(&t->f, 'a') + T_CMB_OFFSET;
	bp_fabric_registers(t->f.fabric, t->ctrl.dev, 0, &registers, &touched, T_CMB_OFFSET);
	t->run = (struct bp_nvme_run){ .ctrl = &t->ctrl, .sqid = 1 };
	t->run.cmd.common.command_id = cpu_to_le16(7);
	t->sink.fn = t_dma_hear;
	bp_sink_add(t->ctrl.env, &t->sink);
	return t;
}

static inline void t_dma_free(struct t_dma *t)
{
	bp_sink_remove(t->ctrl.env, &t->sink);
	t_fabric_fini(&t->f);
	free(t);
}

/* Fills RAM, or looks into it, past the fabric. */
static inline void t_ram_put(struct t_dma *t, u64 phys, const void *data, unsigned bytes)
{
	assert_int_equal(bp_backing_write(&t->f.ram, phys, data, bytes), 0);
}

static inline void t_ram_get(struct t_dma *t, u64 phys, void *data, unsigned bytes)
{
	assert_true(bp_backing_read(&t->f.ram, phys, data, bytes));
}

/* Bytes that differ from their neighbours and from other seeds. */
static inline void t_pattern(u8 *data, size_t bytes, unsigned seed)
{
	for (size_t i = 0; i < bytes; i++)
		data[i] = (u8)(i * 7 + i / 256 + seed * 31 + 1);
}

#endif
