/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer memory that goes wrong (p2pdma.md B15).
 */
#include <string.h>

#include <blkpath/p2p_use.h>
#include <blkpath/p2pdma_enable.h>

#include "world/gallery_machine.h"
#include "world/gallery_show.h"

#define OFFSET 0x3f80000000ull

static void note_number(struct bp_exhibit *exhibit, const char *name, u64 number)
{
	bp_exhibit_note(exhibit, name, "0x%llx", (unsigned long long)number);
}

static void note_result(struct bp_exhibit *exhibit, const char *name, s64 result)
{
	bp_exhibit_note(exhibit, name, "%lld", (long long)result);
}

static void add_all(struct pci_dev *pdev, struct bp_exhibit *exhibit, const char *name)
{
	note_result(exhibit, name, pci_p2pdma_add_resource(pdev, 0, 0, 0));
}

void bp_show_failing_setup(struct bp_world *world, const struct bp_gallery_case *shown,
			   struct bp_exhibit *exhibit)
{
	struct bp_show_machine m;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	m.fails = BP_ALLOC_SYSFS;
	add_all(m.a, exhibit, "add_resource gives");
	bp_p2p_unbind(m.a);
	bp_exhibit_note(exhibit, "references left", "%llu",
			(unsigned long long)world->env.live[BP_ALLOC_PERCPU]);
	bp_show_machine_close(&m);
}

/* A user who is still at work when the driver goes. */
struct user {
	struct bp_work work;
	struct pci_dev *pdev;
	bp_virt_addr_t virt;
	struct bp_exhibit *exhibit;
};

static void touch_and_free(struct bp_work *work)
{
	struct user *user = bp_container_of(work, struct user, work);

	bp_exhibit_note(user->exhibit, "the CPU reaches it", "%s",
			bp_p2p_touch(user->pdev, user->virt, 8) ? "yes" : "no");
	pci_free_p2pmem(user->pdev, user->virt, 4096);
}

void bp_show_unbind_in_use(struct bp_world *world, const struct bp_gallery_case *shown,
			   struct bp_exhibit *exhibit)
{
	struct user user = { .work.fn = touch_and_free, .exhibit = exhibit };
	struct bp_show_machine m;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	add_all(m.a, exhibit, "add_resource gives");
	user.pdev = m.a;
	user.virt = pci_alloc_p2pmem(m.a, 4096);
	bp_work_queue(&world->env, &user.work);
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

void bp_show_added_twice(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	bp_virt_addr_t first, second;
	struct bp_show_machine m;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	add_all(m.a, exhibit, "add_resource gives");
	first = pci_alloc_p2pmem(m.a, 4096);
	add_all(m.a, exhibit, "again");
	second = pci_alloc_p2pmem(m.a, 4096);
	note_number(exhibit, "bus address of one", pci_p2pmem_virt_to_bus(m.a, first).bus);
	note_number(exhibit, "of the other", pci_p2pmem_virt_to_bus(m.a, second).bus);
	pci_free_p2pmem(m.a, first, 4096);
	pci_free_p2pmem(m.a, second, 4096);
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

/* One address for some clients, as a submitter asks for it. */
static void ask_for(struct bp_show_machine *m, const struct bp_p2p_clients *clients,
		    struct bp_exhibit *exhibit)
{
	static const char *const unfit[] = {
		[BP_P2P_FIT] = "given",
		[BP_P2P_UNFIT_MEMORY] = "refused: the memory",
		[BP_P2P_UNFIT_VIRT] = "refused: software RDMA",
		[BP_P2P_UNFIT_CLIENTS] = "refused: other bus spaces",
	};
	bp_virt_addr_t virt;
	pci_bus_addr_t bus;

	add_all(m->a, exhibit, "add_resource gives");
	virt = pci_alloc_p2pmem(m->a, 4096);
	bp_exhibit_note(exhibit, "an address for both", "%s",
			unfit[bp_p2p_bus_for(m->a, virt, 4096, clients, &bus)]);
	note_number(exhibit, "it is", bus.bus);
	pci_free_p2pmem(m->a, virt, 4096);
	bp_p2p_unbind(m->a);
}

void bp_show_pointer_client(struct bp_world *world, const struct bp_gallery_case *shown,
			    struct bp_exhibit *exhibit)
{
	struct bp_show_machine m;
	const struct device *dev[2];

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	m.b->dev.dma_kind = BP_DMA_VIRT;
	dev[0] = &m.a->dev;
	dev[1] = &m.b->dev;
	ask_for(&m, &(struct bp_p2p_clients){ dev, 2 }, exhibit);
	bp_show_machine_close(&m);
}

void bp_show_two_bus_spaces(struct bp_world *world, const struct bp_gallery_case *shown,
			    struct bp_exhibit *exhibit)
{
	struct bp_show_machine m;
	const struct device *dev[2];

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, OFFSET);
	dev[0] = &m.b->dev;
	dev[1] = &m.c->dev;
	ask_for(&m, &(struct bp_p2p_clients){ dev, 2 }, exhibit);
	bp_show_machine_close(&m);
}

void bp_show_map_sg_offset(struct bp_world *world, const struct bp_gallery_case *shown,
			   struct bp_exhibit *exhibit)
{
	struct bp_show_machine m;
	struct scatterlist *sg;
	unsigned nents = 0;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_PAGES, OFFSET);
	add_all(m.a, exhibit, "add_resource gives");
	sg = pci_p2pmem_alloc_sgl(m.a, &nents, 4096);
	note_number(exhibit, "pci_bus_address()", pci_bus_address(m.a, 0).bus);
	note_result(exhibit, "map_sg gives", pci_p2pdma_map_sg(&m.b->dev, sg, 1, DMA_TO_DEVICE));
	note_number(exhibit, "entry", sg_dma_address(sg).dma);
	pci_p2pmem_free_sgl(m.a, sg);
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

void bp_show_whitelisted(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	struct device *clients[1];
	struct bp_show_machine m;
	struct pci_dev *found;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, OFFSET);
	m.bridge[0].has_iommu = m.bridge[1].has_iommu = true;
	add_all(m.a, exhibit, "add_resource gives");
	pci_p2pmem_publish(m.a, true);
	clients[0] = &m.c->dev;
	note_result(exhibit, "distance", pci_p2pdma_distance(m.a, clients[0], false));
	found = pci_p2pmem_find_many(&m.p2p, clients, 1);
	bp_exhibit_note(exhibit, "a provider is found", "%s", found ? "yes" : "no");
	pci_dev_put(found);
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

void bp_show_size_wraps(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit)
{
	struct bp_show_machine m;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	note_result(exhibit, "add_resource gives",
		    pci_p2pdma_add_resource(m.a, 0, (u64)-0x1000, 0x2000));
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

static void read_available(struct bp_work *work)
{
	struct user *user = bp_container_of(work, struct user, work);
	char text[BP_P2P_ATTRIBUTE_BYTES];
	s64 bytes = bp_p2pmem_show(user->pdev, BP_P2PMEM_AVAILABLE, text);

	bp_exhibit_note(user->exhibit, "p2pmem/available", "%.*s", (int)bp_max(bytes - 1, (s64)0),
			text);
}

void bp_show_read_while_unbound(struct bp_world *world, const struct bp_gallery_case *shown,
				struct bp_exhibit *exhibit)
{
	struct user user = { .work.fn = read_available, .exhibit = exhibit };
	struct bp_show_machine m;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	add_all(m.a, exhibit, "add_resource gives");
	user.pdev = m.a;
	bp_work_queue(&world->env, &user.work);
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

void bp_show_empty_published(struct bp_world *world, const struct bp_gallery_case *shown,
			     struct bp_exhibit *exhibit)
{
	struct bp_show_machine m;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	m.fails = BP_ALLOC_MAPPING;
	add_all(m.a, exhibit, "add_resource gives");
	pci_p2pmem_publish(m.a, true);
	bp_exhibit_note(exhibit, "pci_has_p2pmem()", "%s", pci_has_p2pmem(m.a) ? "yes" : "no");
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

void bp_show_free_of_half(struct bp_world *world, const struct bp_gallery_case *shown,
			  struct bp_exhibit *exhibit)
{
	char text[BP_P2P_ATTRIBUTE_BYTES] = "";
	struct bp_show_machine m;
	bp_virt_addr_t virt;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	add_all(m.a, exhibit, "add_resource gives");
	virt = pci_alloc_p2pmem(m.a, 8192);
	pci_free_p2pmem(m.a, virt, 4096);
	bp_p2pmem_show(m.a, BP_P2PMEM_AVAILABLE, text);
	text[strcspn(text, "\n")] = '\0';
	bp_exhibit_note(exhibit, "available after it", "%s", text);
	if (bp_defect_on(&world->env.defects, BP_DEF_P2P_14))
		return; /* what is left makes the pool's end fatal */
	pci_free_p2pmem(m.a, virt, 8192);
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}

void bp_show_freed_in_flight(struct bp_world *world, const struct bp_gallery_case *shown,
			     struct bp_exhibit *exhibit)
{
	bp_virt_addr_t first, second;
	struct bp_show_machine m;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, 0);
	add_all(m.a, exhibit, "add_resource gives");
	first = pci_alloc_p2pmem(m.a, 4096);
	bp_p2p_hold(m.a, first, 4096);
	pci_free_p2pmem(m.a, first, 4096);
	second = pci_alloc_p2pmem(m.a, 4096);
	bp_exhibit_note(exhibit, "the next one gets it", "%s",
			bp_virt_u64(first) == bp_virt_u64(second) ? "yes" : "no");
	bp_p2p_let_go(m.a, first, 4096);
	pci_free_p2pmem(m.a, second, 4096);
	bp_p2p_unbind(m.a);
	bp_show_machine_close(&m);
}
