/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fabric to send through: the tree is a text of pci.h, each endpoint has a BAR of 1 MiB, there
 * are RAM and an IOMMU.
 */
#ifndef BP_TEST_FABRIC_H
#define BP_TEST_FABRIC_H

#include "pci.h"
#include "pci/transfer.h"

/* The tree T1 of p2pdma.md F; all ports have the ACS capability.  a NVME0, b NVME1, c RNIC0, d
 * GPU0, e NVME2, f RNIC1, g and h NVME3. */
#define T_T1                                                                                       \
	"RP.0 - U.0 - { D.0 - a , D.0 - b , D.0 - U.0 - { D.0 - c , D.0 - d } , D.0 - U.0 - D.0 "  \
	"- e } ; RP.0 - f ; RP.0 - { g@0.0 , h@0.1 }"

#define T_BAR_BYTES 0x100000u

/* RAM is below this address, and from T_RAM_FAR for 32 GiB. */
#define T_RAM_END 0x80000000ull
#define T_RAM_FAR 0x1800000000ull

/* Where the window of the first host bridge begins; the next ones follow at this distance. */
#define T_WINDOW 0x1000000000ull
#define T_WINDOW_BYTES 0x40000000ull

/* What the IOMMU maps, one page after the other, reading and writing unless @read_only. */
struct t_iommu {
	bool on;
	bool read_only;
	u64 iova;
	phys_addr_t phys;
	u64 bytes;
};

struct t_fabric {
	struct t_pci pci;
	struct bp_fabric *fabric;
	struct bp_backing ram;
	struct t_iommu iommu;
	struct bp_route route;
};

/* @offset is that of all windows; devices of a host bridge see RAM at address - @dma_offset. */
void t_fabric_init(struct t_fabric *f, const char *text, u64 offset, u64 dma_offset);
/* Fails the test when something went elsewhere than meant or was lost unannounced. */
void t_fabric_fini(struct t_fabric *f);

struct pci_dev *t_fabric_dev(const struct t_fabric *f, char name);

/* The port above an endpoint. */
struct pci_dev *t_fabric_port(const struct t_fabric *f, char name);

/* The root port above it. */
struct pci_dev *t_fabric_root_port(const struct t_fabric *f, char name);

/* Sets the control word; the capability must be there. */
void t_fabric_acs(struct pci_dev *dev, u16 ctrl);

/* Sets the egress vector. */
void t_fabric_vector(struct pci_dev *dev, u32 vector);

/* Bus address of an endpoint's BAR 0. */
u64 t_fabric_bus(const struct t_fabric *f, char name);

/* Routes 64 bytes from one endpoint to an address; the way is in @f. */
enum bp_outcome t_fabric_route(struct t_fabric *f, char from, bool is_write, u64 address);

/* The rules of the way in @f in order, "P2P-" left out: "A5.7 A9.4 A6.7".  Links are "up", "down",
 * steps inside a switch "x". */
const char *t_fabric_rules(const struct bp_route *route);

/* Transfers and asserts that the call itself worked. */
struct bp_transferred t_fabric_move(struct t_fabric *f, char from, bool is_write, u64 address,
				    void *data, u64 bytes);

#endif
