/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller of which the memory begins at bus address 0 (NVM-4).
 *
 *   CPU   4 GiB RAM 8 GiB     256 GiB BAR 2, BAR 0
 *   bus   4 GiB RAM 8 GiB           0 BAR 2, BAR 0      the window of the host bridge has an offset
 */
#include <errno.h>

#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/nvme_event.h>
#include <blkpath/nvme_pci.h>
#include <blkpath/p2p_call.h>
#include <blkpath/p2pdma.h>

#include "world/gallery_show.h"
#include "world/machine_own.h"
#include "world/world.h"

#define GIB ((u64)1 << 30)
#define MIB ((u64)1 << 20)
#define RAM (4 * GIB)
#define RAM_BYTES (4 * GIB)
#define WINDOW (256 * GIB)
#define WINDOW_BYTES (256 * MIB)
#define MEMORY (IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_MEM_64)

/* What the exhibit knows of the memory in the end. */
struct cmb_show {
	struct bp_sink sink;
	struct bp_world *world;
	struct bp_world_device device;
	struct bp_world_nvme nvme;
	struct bp_nvme_sq_memory sq; /* of the I/O queue */
	struct bp_p2p_call taken;
};

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct cmb_show *s = bp_container_of(sink, struct cmb_show, sink);

	if (event->id == BP_EV_P2P_ALLOC)
		s->taken = *event->p2p;
	if (event->id == BP_EV_NVME_SQ && event->nvme->sq.qid)
		s->sq = event->nvme->sq;
}

static int make_machine(struct bp_world_machine *machine, struct bp_env *env)
{
	const struct bp_pci_window window = {
		.res = { WINDOW, WINDOW + WINDOW_BYTES - 1, MEMORY },
		.offset = WINDOW,
	};
	struct bp_pci_function controller = {
		.slot = 1,
		.is_pcie = true,
		.pcie_type = PCI_EXP_TYPE_RC_END,
		.class_code = 0x0108,
	};
	const struct pci_host_bridge *bridge = bp_world_machine_begin(machine, env, &window);

	if (!bridge)
		return -ENOMEM;
	machine->ram[0] = (struct resource){ RAM, RAM + RAM_BYTES - 1, IORESOURCE_MEM };
	machine->nr_ram = 1;
	controller.bars[2] = (struct resource){ WINDOW, WINDOW + MIB - 1, MEMORY };
	controller.bars[0] = (struct resource){ WINDOW + MIB, WINDOW + 2 * MIB - 1, MEMORY };
	return bp_pci_tree_add(machine->tree, bridge->bus, &controller, &machine->function, NULL);
}

static int bring_up(struct cmb_show *s, struct bp_error *err)
{
	struct bp_nvme_doc doc;
	const struct bp_world_nvme_setup setup = {
		.doc = &doc,
		.ram = s->world->ram,
		.device = &s->device,
	};
	const struct bp_place at = { .key = "nvme" };
	int error = make_machine(&s->device.machine, &s->world->env);

	bp_nvme_doc_init(&doc);
	error = error ?: bp_nvme_doc_parse(&doc, &at, "depth=64,cmb=4k", err);
	error = error ?: bp_nvme_doc_check(&doc, &at, err);
	return error ?: bp_world_nvme_open(&s->nvme, &s->world->env, &setup, err);
}

/* Through the I/O queue, wherever that lies. */
static int read_a_page(struct cmb_show *s)
{
	struct bio *bio = bio_kmalloc(&s->world->env, GFP_KERNEL, 1);
	int error;

	bio->bi_opf = REQ_OP_READ;
	bio->bi_disk = s->nvme.disk;
	bio_add_page(bio, pfn_to_page(RAM >> s->world->env.page_shift), 4096, 0);
	error = submit_bio_wait(bio);
	bio_put(bio);
	return error;
}

static void note(const struct cmb_show *s, struct bp_exhibit *exhibit)
{
	const bool used = s->sq.in_cmb;

	bp_exhibit_note(exhibit, "the queue's memory", "bus address 0x%llx",
			(unsigned long long)bp_dma_u64(s->sq.dma));
	bp_exhibit_note(exhibit, "that is", "%s", used ? "the controller's" : "RAM");
	bp_exhibit_note(exhibit, "allocated there", "%llu bytes",
			(unsigned long long)(s->taken.pool_size - s->taken.pool_avail));
	bp_exhibit_note(exhibit, "of them somebody has", "%llu",
			used ? (unsigned long long)s->taken.size : 0);
}

static void close_machine(struct cmb_show *s)
{
	bp_world_nvme_unbind(&s->nvme);
	bp_world_peers_release(&s->device.peers);
	bp_world_nvme_close(&s->nvme);
	bp_world_machine_close(&s->device.machine);
	s->world->env.io_ops = NULL;
}

void bp_show_cmb_at_zero(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	struct cmb_show s = { .sink.fn = hear, .world = world };
	struct bp_error err = { 0 };

	(void)shown;
	bp_sink_add(&world->env, &s.sink);
	if (bring_up(&s, &err)) {
		bp_exhibit_note(exhibit, "the controller", "is not there: %s", err.text);
	} else {
		note(&s, exhibit);
		bp_exhibit_note(exhibit, "a read gives", "%d", read_a_page(&s));
		/* The driver could not leave: it would wait for what nobody gives back. */
		if (!s.sq.in_cmb)
			pci_free_p2pmem(s.device.machine.function, s.taken.virt, s.taken.size);
	}
	close_machine(&s);
	bp_sink_remove(&world->env, &s.sink);
}
