/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A simulated RDMA adapter (rdma-nvmet.md A).
 *
 * Work requests run by timers of the environment, so bp_wait() drives it.
 */
#ifndef BP_SIM_RDMA_ADAPTER_H
#define BP_SIM_RDMA_ADAPTER_H

#include "rdma/config.h"
#include "rdma/counters.h"
#include "rdma/fault.h"
#include "rdma/memory.h"
#include "rdma/wire.h"

struct bp_fabric;

/**
 * bp_rdma_adapter_new - put an adapter behind a function (R-A9)
 * @fabric: fabric of the machine
 * @dev: function that masters DMA
 * @config: what kind; not virtual; copied
 * @adapter: receives it, to be freed with bp_rdma_adapter_free() before the fabric
 * @err: receives the message
 *
 * Return: 0; -EINVAL with @err filled; -ENOMEM.  Nothing was made then.
 */
int bp_rdma_adapter_new(struct bp_fabric *fabric, struct pci_dev *dev,
			const struct bp_rdma_config *config, struct bp_rdma_adapter **adapter,
			struct bp_error *err);

/* The same without a function: kernel virtual addresses of the environment (R-A2.5); @config is
 * virtual. */
int bp_rdma_adapter_virtual(struct bp_env *env, const struct bp_rdma_config *config,
			    struct bp_rdma_adapter **adapter, struct bp_error *err);

/* The same of a far host, whose memory outlives it; @config is not virtual. */
int bp_rdma_adapter_far(struct bp_env *env, const struct bp_rdma_flat *memory,
			const struct bp_rdma_config *config, struct bp_rdma_adapter **adapter,
			struct bp_error *err);

/* Takes it away: no object of it is left.  NULL is allowed. */
void bp_rdma_adapter_free(struct bp_rdma_adapter *adapter);

/* What drivers see of it. */
struct ib_device *bp_rdma_device(struct bp_rdma_adapter *adapter);

/* What it counted. */
const struct bp_rdma_counters *bp_rdma_counters(const struct bp_rdma_adapter *adapter);

#endif
