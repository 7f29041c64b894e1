/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine of a controller calls: those who know commands.  The engine itself knows only
 * queues.
 */
#ifndef BP_SIM_NVME_PARTS_H
#define BP_SIM_NVME_PARTS_H

#include <blkpath/error.h>
#include <blkpath/pci.h>

struct bp_nvme_controller;
struct bp_nvme_run;

/* bp_nvme_parts.event(): types and infos of error events that the engine raises (NVC-10). */
#define BP_NVME_EVENT_ERROR 0u
#define BP_NVME_EVENT_BAD_DOORBELL 0u
#define BP_NVME_EVENT_BAD_DOORBELL_VALUE 1u

/**
 * struct bp_nvme_parts - who does what; a NULL is nobody
 * @init: after the controller is made, before it is reached; -EINVAL with @err, -ENOMEM
 * @fini: before it goes; also after an @init that failed
 * @admin: executes an admin command
 * @io: executes an I/O command
 * @completed: told of each command before its completion is posted
 * @event: an asynchronous event happened
 * @reset: the controller is reset (NVC-4); held commands are gone already
 * @flush: a normal shutdown: everything must become durable (NVC-6)
 * @interrupt: sends a message
 */
struct bp_nvme_parts {
	int (*init)(struct bp_nvme_controller *ctrl, struct bp_error *err);
	void (*fini)(struct bp_nvme_controller *ctrl);
	void (*admin)(struct bp_nvme_run *run);
	void (*io)(struct bp_nvme_run *run);
	void (*completed)(struct bp_nvme_run *run);
	void (*event)(struct bp_nvme_controller *ctrl, u8 type, u8 info);
	void (*reset)(struct bp_nvme_controller *ctrl);
	void (*flush)(struct bp_nvme_controller *ctrl);
	void (*interrupt)(struct pci_dev *dev, unsigned vector);
};

#endif
