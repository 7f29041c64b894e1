/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "rdma/cq.h"
#include "rdma/mr.h"
#include "rdma/pair.h"

static const struct ib_device_ops verbs = {
	.alloc_pd = bp_rdma_alloc_pd,
	.dealloc_pd = bp_rdma_dealloc_pd,
	.get_dma_mr = bp_rdma_get_dma_mr,
	.alloc_mr = bp_rdma_alloc_mr,
	.dereg_mr = bp_rdma_dereg_mr,
	.map_mr_sg = bp_rdma_map_mr_sg,
	.create_cq = bp_rdma_create_cq,
	.destroy_cq = bp_rdma_destroy_cq,
	.poll_cq = bp_rdma_poll_cq,
	.req_notify_cq = bp_rdma_req_notify_cq,
	.create_qp = bp_rdma_create_qp,
	.modify_qp = bp_rdma_modify_qp,
	.destroy_qp = bp_rdma_destroy_qp,
	.post_send = bp_rdma_post_send,
	.post_recv = bp_rdma_post_recv,
};

static const struct bp_rdma_cm_ops messages = { .send = bp_rdma_wire_send };

/* R-A3.1: good in every domain, for this side alone. */
#define DMA_INDEX 1u

static bool make_dma_key(struct bp_rdma_adapter *adapter)
{
	struct bp_rdma_mr *mr = &adapter->dma_mr;

	if (!(adapter->config.attrs.device_cap_flags & IB_DEVICE_LOCAL_DMA_LKEY))
		return true;
	mr->adapter = adapter;
	mr->index = DMA_INDEX;
	mr->state = BP_RDMA_MR_IS_VALID;
	mr->lkey = DMA_INDEX << 8;
	mr->access = IB_ACCESS_LOCAL_WRITE;
	mr->ib.type = IB_MR_TYPE_DMA;
	adapter->ib.local_dma_lkey = mr->lkey;
	return bp_sparse_put(&adapter->mrs, DMA_INDEX, mr);
}

#define FIRST_GUID 0x0002c90300000000ull

/* Each function has its own; one that is no function has the number before them all. */
static u64 guid_of(const struct bp_rdma_adapter *adapter)
{
	const struct pci_dev *dev = adapter->on.dev;

	return dev ? FIRST_GUID + bp_pci_number(dev) : FIRST_GUID - 1;
}

static void fill_device(struct bp_rdma_adapter *adapter)
{
	const struct bp_rdma_config *config = &adapter->config;
	struct ib_device *ib = &adapter->ib;

	ib->bp_env = adapter->env;
	ib->dev.bp_env = adapter->env;
	ib->ops = &verbs;
	ib->attrs = config->attrs;
	ib->name = config->name;
	ib->num_comp_vectors = config->num_comp_vectors;
	ib->phys_port_cnt = 1;
	ib->bp_protocol = config->protocol;
	adapter->cm.ops = &messages;
	adapter->cm.timeout_ns = config->cm_timeout_ns;
	ib->bp_cm = &adapter->cm;
}

/* What all adapters have; the caller knows their memory. */
static int make(struct bp_env *env, const struct bp_rdma_config *config, bool is_virtual,
		struct bp_rdma_adapter **adapter, struct bp_error *err)
{
	int error = bp_rdma_config_check(config, err);
	struct bp_rdma_adapter *a;

	if (error)
		return error;
	if (config->is_virtual != is_virtual)
		return bp_error_set(err, NULL, 0, "profile", "profile '%s' is for %s only",
				    config->profile,
				    config->is_virtual ? "a software adapter" : "hardware");
	a = calloc(1, sizeof(*a));
	if (!a)
		return -ENOMEM;
	a->env = env;
	a->config = *config;
	a->next_mr = config->first_mr;
	a->last_qpn = 1;
	fill_device(a);
	if (!make_dma_key(a)) {
		bp_rdma_adapter_free(a);
		return -ENOMEM;
	}
	*adapter = a;
	return 0;
}

static int finish(struct bp_rdma_adapter *adapter, struct bp_rdma_memory memory)
{
	adapter->memory = memory;
	adapter->ib.node_guid = guid_of(adapter);
	return ib_register_device(&adapter->ib);
}

int bp_rdma_adapter_new(struct bp_fabric *fabric, struct pci_dev *dev,
			const struct bp_rdma_config *config, struct bp_rdma_adapter **adapter,
			struct bp_error *err)
{
	int error = make(dev->dev.bp_env, config, false, adapter, err);
	struct bp_rdma_adapter *a = *adapter;

	if (error)
		return error;
	a->on = (struct bp_rdma_on_fabric){ fabric, dev };
	a->ib.dev.parent = &dev->dev;
	return finish(a, bp_rdma_on_fabric(&a->on));
}

int bp_rdma_adapter_virtual(struct bp_env *env, const struct bp_rdma_config *config,
			    struct bp_rdma_adapter **adapter, struct bp_error *err)
{
	int error = make(env, config, true, adapter, err);
	struct bp_rdma_adapter *a = *adapter;

	if (error)
		return error;
	a->ib.dev.dma_kind = BP_DMA_VIRT;
	return finish(a, bp_rdma_on_virtual(&a->ib.dev));
}

int bp_rdma_adapter_far(struct bp_env *env, const struct bp_rdma_flat *memory,
			const struct bp_rdma_config *config, struct bp_rdma_adapter **adapter,
			struct bp_error *err)
{
	int error = make(env, config, false, adapter, err);
	struct bp_rdma_adapter *a = *adapter;

	if (error)
		return error;
	a->flat = *memory;
	a->far.bp_env = env;
	a->ib.dev.parent = &a->far;
	return finish(a, bp_rdma_on_flat(&a->flat));
}

void bp_rdma_adapter_free(struct bp_rdma_adapter *adapter)
{
	if (!adapter)
		return;
	if (adapter->wire)
		bp_rdma_wire_part(adapter->wire);
	bp_sparse_fini(&adapter->mrs);
	free(adapter);
}

struct ib_device *bp_rdma_device(struct bp_rdma_adapter *adapter)
{
	return &adapter->ib;
}

const struct bp_rdma_counters *bp_rdma_counters(const struct bp_rdma_adapter *adapter)
{
	return &adapter->counters;
}
