/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an adapter's DMA reaches (rdma-nvmet.md A2, A9): the fabric of a machine, the bytes of a far
 * host, or kernel virtual addresses that a CPU copies.
 */
#ifndef BP_SIM_RDMA_MEMORY_H
#define BP_SIM_RDMA_MEMORY_H

#include <blkpath/pci.h>

struct bp_fabric;

/**
 * struct bp_rdma_move - one transfer
 * @is_write: to memory
 * @address: of the first byte, in the space of the memory
 * @bytes: how many, at least 1
 * @data: what is written, or receives what is read
 */
struct bp_rdma_move {
	bool is_write;
	u64 address;
	u32 bytes;
	void *data;
};

/**
 * struct bp_rdma_moved - what became of it
 * @ok: as the adapter learns: of a write that was dropped perhaps nothing (p2pdma A7.6)
 * @moved: all bytes were moved; else none (R-A9.3, R-A9.4)
 * @is_ram: it is RAM of the machine
 * @pdev: function whose BAR it is, or NULL
 * @in_bar: first byte in the BAR
 */
struct bp_rdma_moved {
	bool ok;
	bool moved;
	bool is_ram;
	const struct pci_dev *pdev;
	u64 in_bar;
};

/**
 * struct bp_rdma_memory_ops - a kind of memory
 * @move: does one transfer, as a whole or not at all
 */
struct bp_rdma_memory_ops {
	struct bp_rdma_moved (*move)(void *context, const struct bp_rdma_move *move);
};

/**
 * struct bp_rdma_memory - memory that an adapter reaches
 * @ops: its kind
 * @context: of the kind; outlives the adapter
 */
struct bp_rdma_memory {
	const struct bp_rdma_memory_ops *ops;
	void *context;
};

/**
 * struct bp_rdma_on_fabric - a function of a PCI tree masters DMA (R-A9.1)
 * @fabric: fabric
 * @dev: function
 */
struct bp_rdma_on_fabric {
	struct bp_fabric *fabric;
	const struct pci_dev *dev;
};

/**
 * struct bp_rdma_flat - the memory of a host that is no part of the machine
 * @base: address of the first byte
 * @data: its bytes
 * @bytes: how many
 */
struct bp_rdma_flat {
	u64 base;
	u8 *data;
	u64 bytes;
};

/* Addresses are those of the bus of @on->dev (R-A9.2). */
struct bp_rdma_memory bp_rdma_on_fabric(struct bp_rdma_on_fabric *on);

struct bp_rdma_memory bp_rdma_on_flat(struct bp_rdma_flat *flat);

/*
 * The CPU copies (R-A2.5): addresses are kernel pointers into the linear map, device memory is out
 * of reach.  @dev has kind BP_DMA_VIRT.
 */
struct bp_rdma_memory bp_rdma_on_virtual(struct device *dev);

#endif
