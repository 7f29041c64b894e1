/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All DMA of a controller (NVC-31 to NVC-36): it recognises itself, then asks the fabric.
 *
 * Each attempt is an event NVME_DMA, also one that is refused.
 */
#ifndef BP_SIM_NVME_MEMORY_H
#define BP_SIM_NVME_MEMORY_H

#include <blkpath/nvme_dma.h>

#include "nvme/command.h"
#include "nvme/own.h"

/**
 * bp_nvme_dma - move bytes for no command
 * @ctrl: controller
 * @purpose: what for; says which way they go
 * @address: bus address, as the host wrote it
 * @data: bytes to be written, or room for those to be read
 * @bytes: how many; with 0 nothing happens
 *
 * Return: 0; NVME_SC_DATA_XFER_ERROR when it does not decode as a whole, is of the controller's own
 * registers, or the controller may not reach memory now; NVME_SC_CMB_INVALID_USE with DNR;
 * NVME_SC_INTERNAL without memory of the host.  No byte moved then.
 * Rule: NVC-31 to NVC-33, NVC-36, INV-NVME-21
 */
u16 bp_nvme_dma(struct bp_nvme_controller *ctrl, enum bp_nvme_purpose purpose, u64 address,
		void *data, u32 bytes);

/* The same for a command. */
u16 bp_nvme_run_dma(struct bp_nvme_run *run, enum bp_nvme_purpose purpose, u64 address, void *data,
		    u32 bytes);

/**
 * bp_nvme_run_admit - may a command use a range?
 * @run: command; where its parts lie is noted
 * @purpose: what for
 * @address: bus address
 * @bytes: how many, at least 1
 *
 * Nothing moves; whether others answer to the address is seen later (NVC-23).
 *
 * Return: as bp_nvme_dma(); also NVME_SC_CMB_INVALID_USE when its parts may not be mixed.
 * Rule: NVC-33, NVC-36
 */
u16 bp_nvme_run_admit(struct bp_nvme_run *run, enum bp_nvme_purpose purpose, u64 address,
		      u64 bytes);

/* The addresses of a controller, now. */
struct bp_nvme_own bp_nvme_own_of(const struct bp_nvme_controller *ctrl);

#endif
