/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe controller behind a function of a machine, with its driver, as the disk of a world.
 *
 * The driver reaches registers through the machine's fabric, the controller memory the same way:
 * an address that is wrong leads elsewhere, as in a machine.
 */
#ifndef SIM_WORLD_NVME_H
#define SIM_WORLD_NVME_H

#include "input/nvme.h"
#include "nvme/controller.h"
#include "pci/ram.h"
#include "world/device.h"
#include "world/lent.h"

struct nvme_dev;

/**
 * struct bp_world_nvme - the controller and its driver
 * @doc: what was said about it
 * @fabric: of its machine
 * @ctrl: the controller
 * @dev: the driver's side; NULL before it came and after it left
 * @disk: of namespace 1
 */
struct bp_world_nvme {
	struct bp_nvme_doc doc;
	struct bp_fabric *fabric;
	struct bp_nvme_controller *ctrl;
	struct nvme_dev *dev;
	struct gendisk *disk;
	/* Private. */
	struct bp_world_lent lent;
	struct bp_machine_ram ram;
	unsigned rule[BP_NVME_DOC_FAULTS_MAX];
	unsigned nr_rules;
};

/**
 * struct bp_world_nvme_setup - what a controller is made from
 * @doc: what was said about it
 * @ram: memory of the machine
 * @device: function that it is, opened
 * @capacity_sectors: of its namespace; 0: as many as there can be
 * @latency_ns: how long each command takes, unless @doc says it
 * @latency_ps_per_byte: picoseconds more for each byte, unless @doc says it
 * @seed: of what looks random
 * @cache_blocks: its write cache holds so many; 0: without bound
 * @noiob: optimal I/O boundary in blocks; 0: none
 * @polled: no interrupts for I/O: somebody calls bp_nvme_poll()
 */
struct bp_world_nvme_setup {
	const struct bp_nvme_doc *doc;
	struct bp_ram *ram;
	struct bp_world_device *device;
	sector_t capacity_sectors;
	u64 latency_ns;
	u64 latency_ps_per_byte;
	u64 seed;
	u64 cache_blocks;
	u16 noiob;
	bool polled;
};

/**
 * bp_world_nvme_open - make the controller, and let the driver bring it up
 * @nvme: zeroed; to be closed with bp_world_nvme_close(), also on failure
 * @env: environment; its registers are those of the machine from now on
 * @setup: what kind
 * @err: receives the message
 *
 * Virtual time passes.
 *
 * Return: 0, or negative errno, with @err filled unless it is -ENOMEM.
 */
int bp_world_nvme_open(struct bp_world_nvme *nvme, struct bp_env *env,
		       const struct bp_world_nvme_setup *setup, struct bp_error *err);

/**
 * bp_world_nvme_lend - before I/O by bus address
 * @nvme: controller
 * @addr: bus address
 * @len: bytes
 *
 * What is RAM of its machine becomes mapped for it, see lent.h.
 *
 * Return: false when the host has no memory.
 */
bool bp_world_nvme_lend(struct bp_world_nvme *nvme, dma_addr_t addr, u32 len);

/* How often a fault of its doc has happened. */
u64 bp_world_nvme_fired(const struct bp_world_nvme *nvme, unsigned index);

/* The driver goes; no I/O is under way.  Does nothing the second time. */
void bp_world_nvme_unbind(struct bp_world_nvme *nvme);

/* Takes the controller and the fabric away; what a driver that is still there holds is lost. */
void bp_world_nvme_close(struct bp_world_nvme *nvme);

#endif
