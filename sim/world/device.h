/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device that does DMA, with what stands between it and memory: bounce slots or an IOMMU, and the
 * ledger that watches.
 */
#ifndef SIM_WORLD_DEVICE_H
#define SIM_WORLD_DEVICE_H

#include <blkpath/dma_ledger.h>
#include <blkpath/limits.h>
#include <blkpath/swiotlb.h>

#include "input/device.h"
#include "input/nvme.h"
#include "iommu/attach.h"
#include "world/machine.h"
#include "world/peer.h"

#define BP_DEVICE_LIMITS_MAX 3

/* A limit of the queue that the device made tighter. */
struct bp_device_limit {
	const char *name;
	const char *rule;
	u64 was;
	u64 now;
};

/**
 * struct bp_world_device - the device
 * @dev: what the DMA API sees; NULL when nobody described a device
 * @doc: what was said about it, and what follows from its machine
 * @machine: what it is a function of, when it is one
 * @peers: memory of other functions that its I/O uses
 * @ledger: who watches its mappings
 * @lowered: limits of the queue that it made tighter; @nr_lowered of them
 */
struct bp_world_device {
	struct device *dev;
	struct bp_device_doc doc;
	struct bp_world_machine machine;
	struct bp_world_peers peers;
	struct bp_dma_ledger *ledger;
	struct bp_device_limit lowered[BP_DEVICE_LIMITS_MAX];
	unsigned nr_lowered;
	/* Private. */
	bool unbound;
	struct pci_dev own; /* nobody said of which machine */
	struct bp_swiotlb *bounce;
	struct bp_iommu_attached iommu;
};

/**
 * bp_world_device_open - make the device
 * @device: zeroed; to be closed with bp_world_device_close(), also on failure
 * @env: environment
 * @doc: what somebody said about it; makes nothing when it says nothing
 * @nvme: controller that it is; NULL for none
 * @defects: switches
 * @err: receives what is wrong with its machine
 *
 * Return: 0; -ENOMEM; another negative errno with @err filled.
 */
int bp_world_device_open(struct bp_world_device *device, struct bp_env *env,
			 const struct bp_device_doc *doc, const struct bp_nvme_doc *nvme,
			 const struct bp_defects *defects, struct bp_error *err);

/**
 * bp_world_device_limit - what a driver does when it sets up its queue (P2P-C8)
 * @device: made for the same environment; takes from the queue what nobody said about its entries
 * @limits: limits of the queue, made tighter
 *
 * The longest entry and the boundary hold for the queue too (P2P-C8.2); a request is no longer than
 * the largest mapping that can succeed (P2P-C8.1).
 */
void bp_world_device_limit(struct bp_world_device *device, struct queue_limits *limits);

/**
 * bp_world_device_unbind - the driver goes: what is still held is reported
 * @device: without I/O under way; does nothing the second time
 *
 * Rule: P2P-C7.14, P2P-C7.18
 */
void bp_world_device_unbind(struct bp_world_device *device);

/* Takes everything apart; what is still held goes unreported unless somebody listens. */
void bp_world_device_close(struct bp_world_device *device);

#endif
