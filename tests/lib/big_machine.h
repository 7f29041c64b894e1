/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine with 1 TiB of RAM and four devices of 16 GiB, two at each of two switches, behind an
 * IOMMU.  RAM has a hole from 2 to 4 GiB.  All memory of the devices is given out to peers.
 */
#ifndef BP_TEST_BIG_MACHINE_H
#define BP_TEST_BIG_MACHINE_H

#include <blkpath/p2p_use.h>
#include <blkpath/swiotlb.h>

#include "iommu/attach.h"
#include "pci.h"
#include "pci/ram.h"
#include "pci/transfer.h"

#define T_BIG_DEVICES 4u
#define T_BIG_BAR_BYTES 0x400000000ull
#define T_BIG_HOLE 0x80000000ull
#define T_BIG_HOLE_END 0x100000000ull
#define T_BIG_RAM_END 0x10080000000ull

/* Where the host bridge's window begins; bus addresses are the same. */
#define T_BIG_WINDOW 0x200000000000ull

struct t_big_machine {
	struct t_pci pci;
	struct bp_ram *ram;
	struct bp_machine_ram memory;
	struct bp_fabric *fabric;
	struct bp_swiotlb *pool;
	struct bp_iommu_attached iommu;
	struct bp_p2p p2p;
	struct pci_dev *device[T_BIG_DEVICES];
};

/* Fails the test when there is no memory. */
void t_big_machine_start(struct t_big_machine *machine);
void t_big_machine_stop(struct t_big_machine *machine);

/* A device writes to an address, or reads; true when that worked. */
bool t_big_machine_move(struct t_big_machine *machine, unsigned device, bool is_write, u64 address,
			void *data, u64 bytes);

#endif
