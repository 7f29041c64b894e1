/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces, and whose memory their commands use (R-C2).
 */
#include <errno.h>

#include "bp_test.h"
#include "target.h"

#include "../../../src/target/target.h"

#define t_for_profiles(profile)                                                                    \
	for (enum bp_p2p_profile profile = BP_P2P_PAGES; profile <= BP_P2P_DIRECT; profile++)

static struct t_target_setup nvme(enum bp_p2p_profile profile)
{
	return (struct t_target_setup){ .disk = T_TARGET_NVME, .profile = profile, .p2p = true };
}

static struct pci_dev *map_of(const struct t_target *t)
{
	const struct bp_nvmet_p2p *entry = LIST_FIRST(&t->ctrl->p2p_ns_map);

	return entry ? entry->p2p_dev : NULL;
}

/* R-C2.1 */
static void nvmet_ns_p2pmem_store__texts__table(void **state)
{
	struct t_target t;
	char name[BP_PCI_NAME_MAX];
	struct pci_dev *provider;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	provider = t_fabric_dev(&t.m.f, 'b');
	assert_int_equal(nvmet_ns_p2pmem_store(t.ns, "1"), -EBUSY);
	nvmet_ns_disable(t.ns);
	assert_int_equal(nvmet_ns_p2pmem_store(t.ns, "?"), -ENODEV);
	assert_false(t.ns->use_p2pmem);
	assert_int_equal(nvmet_ns_p2pmem_store(t.ns, "1"), 0);
	assert_true(t.ns->use_p2pmem);
	assert_null(t.ns->p2p_dev);
	assert_int_equal(nvmet_ns_p2pmem_store(t.ns, bp_pci_name(provider, name)), 0);
	assert_ptr_equal(t.ns->p2p_dev, provider);
	assert_int_equal(provider->refs, 1);
	assert_int_equal(nvmet_ns_p2pmem_store(t.ns, "0"), 0);
	assert_false(t.ns->use_p2pmem);
	assert_int_equal(provider->refs, 0);
	t_target_fini(&t);
}

/* R-C2.2 */
static void nvmet_p2pmem_ns_enable__unsuitable__refused(void **state)
{
	(void)state;
	t_for_profiles(profile)
	{
		const struct t_target_setup setup = nvme(profile);
		const unsigned flag =
			profile == BP_P2P_DIRECT ? QUEUE_FLAG_DMA_DIRECT : QUEUE_FLAG_PCI_P2PDMA;
		const unsigned other = QUEUE_FLAG_DMA_DIRECT + QUEUE_FLAG_PCI_P2PDMA - flag;
		struct device *drive;
		struct bp_p2p *p2p;
		struct gendisk *disk;
		struct t_target t;

		t_target_init(&t, &setup);
		disk = t.ns->bdev.bd_disk;
		drive = t.ns->bp_disk_dev;
		nvmet_ns_disable(t.ns);
		blk_queue_flag_clear(flag, disk->queue);
		blk_queue_flag_set(other, disk->queue); /* of the other kernel */
		assert_int_equal(nvmet_ns_enable(t.ns), -EINVAL);
		blk_queue_flag_clear(other, disk->queue);
		blk_queue_flag_set(flag, disk->queue);
		t.ns->bp_disk_dev = NULL;
		assert_int_equal(nvmet_ns_enable(t.ns), -EINVAL);
		t.ns->bp_disk_dev = drive;
		t.ns->bdev.bd_disk = NULL;
		assert_int_equal(nvmet_ns_enable(t.ns), -EINVAL);
		t.ns->use_p2pmem = false;
		assert_int_equal(nvmet_ns_enable(t.ns), -EINVAL);
		t.ns->use_p2pmem = true;
		t.ns->bdev.bd_disk = disk;
		pci_p2pmem_publish(t_fabric_dev(&t.m.f, 'b'), false);
		assert_int_equal(nvmet_ns_enable(t.ns), -EINVAL);
		assert_int_equal(t.m.env->hits[BP_SITE_NVMET_P2P_NONE], 1);
		pci_p2pmem_publish(t_fabric_dev(&t.m.f, 'b'), true);
		p2p = t.nvmet.p2p;
		t.nvmet.p2p = NULL;
		assert_int_equal(nvmet_ns_enable(t.ns), -EINVAL);
		t.nvmet.p2p = p2p;
		t.ns->size = 0;
		assert_int_equal(nvmet_ns_enable(t.ns), 0);
		assert_int_equal(nvmet_ns_enable(t.ns), 0);
		assert_int_equal(t.ns->size, T_TARGET_BLOCKS * 512);
		t_target_fini(&t);
	}
}

/* R-C2.3, R-C2.4: a controller that is there already gets memory, and loses it */
static void nvmet_p2pmem_ns_add_p2p__enable_and_disable__mapped_and_not(void **state)
{
	(void)state;
	t_for_profiles(profile)
	{
		const struct t_target_setup setup = nvme(profile);
		struct pci_dev *provider;
		struct t_target t;

		t_target_init(&t, &setup);
		provider = t_fabric_dev(&t.m.f, 'b');
		assert_ptr_equal(map_of(&t), provider);
		assert_int_equal(provider->refs, 1);
		nvmet_ns_disable(t.ns);
		assert_null(map_of(&t));
		assert_int_equal(provider->refs, 0);
		assert_int_equal(nvmet_ns_enable(t.ns), 0);
		assert_ptr_equal(map_of(&t), provider);
		t_target_fini(&t);
	}
}

/* R-C2.4: the memory's reference goes first, then what is under way ends; nothing new comes */
static void nvmet_ns_disable__command_under_way__map_first(void **state)
{
	static u8 data[4096];

	(void)state;
	t_for_profiles(profile)
	{
		const struct t_target_setup setup = nvme(profile);
		struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 7),
				       .data = data,
				       .bytes = sizeof(data) };
		struct t_command late = { .cmd = t_nvmf_rw(nvme_cmd_flush, 0, 0) };
		struct t_target t;

		t_target_init(&t, &setup);
		t_target_send(&t, &t.io, &c);
		assert_int_equal(c.responses, 0);
		nvmet_ns_disable(t.ns);
		assert_int_equal(c.responses, 1);
		assert_int_equal(c.status, 0);
		assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind, BP_NVMET_P2P);
		assert_non_null(t_target_step(&t, BP_NVMET_EXECUTED)->mapped_dev);
		assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->nsid, 1);
		assert_null(t_target_step(&t, BP_NVMET_COMPLETED)->mapped_dev);
		assert_int_equal(t_target_do(&t, &t.io, &late), NVME_SC_INVALID_NS | NVME_SC_DNR);
		t_target_fini(&t);
	}
}

/* R-C2.3: the user's device, where it can be reached */
static void nvmet_p2pmem_ns_add_p2p__fixed_device__table(void **state)
{
	(void)state;
	t_for_profiles(profile)
	{
		const struct t_target_setup setup = nvme(profile);
		struct pci_dev *provider;
		char name[BP_PCI_NAME_MAX];
		struct t_target t;

		t_target_init(&t, &setup);
		provider = t_fabric_dev(&t.m.f, 'b');
		nvmet_ns_disable(t.ns);
		assert_int_equal(nvmet_ns_p2pmem_store(t.ns, bp_pci_name(provider, name)), 0);
		assert_int_equal(nvmet_ns_enable(t.ns), 0);
		assert_ptr_equal(map_of(&t), provider);
		assert_int_equal(provider->refs, 2);
		nvmet_ns_disable(t.ns);
		t.client->dma_kind = BP_DMA_VIRT; /* R-A2.5: the distance is the guard */
		assert_int_equal(nvmet_ns_enable(t.ns), 0);
		assert_null(map_of(&t));
		assert_int_equal(t.m.env->hits[BP_SITE_NVMET_P2P_CTRL_NONE], 1);
		nvmet_ns_disable(t.ns);
		t.ns->bp_disk_dev->dma_kind = BP_DMA_VIRT;
		assert_int_equal(nvmet_ns_enable(t.ns), -EINVAL);
		t.ns->bp_disk_dev->dma_kind = BP_DMA_DIRECT;
		t.client->dma_kind = BP_DMA_DIRECT;
		t_target_fini(&t);
	}
}

/* R-C2.3: without a fixed device, what both reach; R-C2.4: the client has a reference */
static void nvmet_p2pmem_ns_add_p2p__one_does_not_reach__not_mapped(void **state)
{
	(void)state;
	t_for_profiles(profile)
	{
		const struct t_target_setup setup = nvme(profile);
		struct device *drive;
		struct t_target t;

		t_target_init(&t, &setup);
		drive = t.ns->bp_disk_dev;
		assert_int_equal(t_fabric_dev(&t.m.f, 'c')->refs, 1);
		nvmet_ns_disable(t.ns);
		t.client->dma_kind = BP_DMA_VIRT;
		nvmet_p2pmem_ns_add_p2p(t.ctrl, t.ns);
		assert_null(map_of(&t));
		t.client->dma_kind = BP_DMA_DIRECT;
		drive->dma_kind = BP_DMA_VIRT;
		nvmet_p2pmem_ns_add_p2p(t.ctrl, t.ns);
		assert_null(map_of(&t));
		drive->dma_kind = BP_DMA_DIRECT;
		nvmet_p2pmem_ns_add_p2p(t.ctrl, t.ns);
		assert_non_null(map_of(&t));
		bp_nvmet_p2p_drop(t.ctrl, t.ns->nsid);
		t_target_fini(&t);
	}
}

static void nvmet_p2pmem_ns_add_p2p__no_client__ram(void **state)
{
	static u8 data[4096];
	struct t_target_setup setup = nvme(BP_P2P_DIRECT);
	struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 7),
			       .data = data,
			       .bytes = 4096 };
	struct t_target t;

	(void)state;
	setup.no_client = true;
	t_target_init(&t, &setup);
	assert_null(map_of(&t));
	assert_int_equal(t_target_do(&t, &t.io, &c), 0);
	assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind, BP_NVMET_PAGES);
	assert_int_equal(t.m.env->hits[BP_SITE_NVMET_P2P_CTRL_NONE], 0);
	t_target_fini(&t);
}

/* R-C2.4: the map tells namespaces apart, and has those that are enabled. */
static void nvmet_setup_p2p_ns_map__two_namespaces__the_enabled_one(void **state)
{
	static u8 data[4096];

	(void)state;
	t_for_profiles(profile)
	{
		const struct t_target_setup setup = nvme(profile);
		struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 7),
				       .data = data,
				       .bytes = sizeof(data) };
		struct t_target_queue queue;
		const struct nvmet_ctrl *ctrl;
		struct nvmet_ns *second;
		struct t_target t;

		t_target_init(&t, &setup);
		second = nvmet_ns_alloc(t.subsys, 2);
		assert_non_null(second);
		second->bdev = t.ns->bdev;
		second->bp_disk_dev = t.ns->bp_disk_dev;
		assert_int_equal(nvmet_ns_enable(second), 0);
		c.cmd.common.nsid = cpu_to_le32(2);
		assert_int_equal(t_target_do(&t, &t.io, &c), 0);
		assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind, BP_NVMET_PAGES);
		nvmet_ns_disable(second);
		second->use_p2pmem = true;
		t_target_queue_init(&t, &queue);
		assert_int_equal(t_target_connect(&t, &queue, 0, 31), 0);
		ctrl = queue.sq.ctrl;
		assert_int_equal(LIST_FIRST(&ctrl->p2p_ns_map)->nsid, 1);
		assert_null(LIST_NEXT(LIST_FIRST(&ctrl->p2p_ns_map), link));
		nvmet_sq_destroy(&queue.sq);
		t_target_fini(&t);
	}
}

static bool kind_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	const enum bp_alloc_kind *which = arg;

	(void)bytes;
	return kind == *which;
}

static const struct bp_alloc_ops failing = { .should_fail = kind_fails };

static void nvmet_ns_enable__no_memory__as_before(void **state)
{
	const struct t_target_setup setup = nvme(BP_P2P_DIRECT);
	enum bp_alloc_kind kind = BP_ALLOC_PERCPU;
	struct t_target t;

	(void)state;
	t_target_init(&t, &setup);
	nvmet_ns_disable(t.ns);
	t.m.env->alloc_arg = &kind;
	t.m.env->alloc_ops = &failing;
	assert_int_equal(nvmet_ns_enable(t.ns), -ENOMEM);
	assert_false(t.ns->enabled);
	assert_null(map_of(&t));
	kind = BP_ALLOC_NVMET;
	assert_int_equal(nvmet_ns_enable(t.ns), 0);
	assert_null(map_of(&t)); /* R-C2.3: RAM then */
	t.m.env->alloc_ops = NULL;
	assert_int_equal(t_fabric_dev(&t.m.f, 'b')->refs, 0);
	t_target_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_ns_p2pmem_store__texts__table),
		cmocka_unit_test(nvmet_p2pmem_ns_enable__unsuitable__refused),
		cmocka_unit_test(nvmet_p2pmem_ns_add_p2p__enable_and_disable__mapped_and_not),
		cmocka_unit_test(nvmet_ns_disable__command_under_way__map_first),
		cmocka_unit_test(nvmet_p2pmem_ns_add_p2p__fixed_device__table),
		cmocka_unit_test(nvmet_p2pmem_ns_add_p2p__one_does_not_reach__not_mapped),
		cmocka_unit_test(nvmet_p2pmem_ns_add_p2p__no_client__ram),
		cmocka_unit_test(nvmet_setup_p2p_ns_map__two_namespaces__the_enabled_one),
		cmocka_unit_test(nvmet_ns_enable__no_memory__as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
