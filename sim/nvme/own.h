/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a controller finds of itself behind a bus address, before anybody else is asked (NVC-32,
 * NVC-33).
 */
#ifndef BP_SIM_NVME_OWN_H
#define BP_SIM_NVME_OWN_H

#include <blkpath/types.h>

/* Bytes on the bus; none when @bytes is 0. */
struct bp_nvme_window {
	u64 base;
	u64 bytes;
};

/**
 * struct bp_nvme_own - a controller's own addresses
 * @bar0: registers, doorbells, MSI-X table
 * @cmb_bar: the BAR of the CMB, perhaps @bar0; none without CMB
 * @cmb_offset: of the CMB in its BAR
 * @cmb_bytes: of the CMB
 * @cmb: the addresses by which commands name the CMB: in its BAR, or from CBA on; none while it is
 * not enabled
 */
struct bp_nvme_own {
	struct bp_nvme_window bar0;
	struct bp_nvme_window cmb_bar;
	u64 cmb_offset;
	u64 cmb_bytes;
	struct bp_nvme_window cmb;
};

enum bp_nvme_where {
	BP_NVME_AT_OTHERS,    /* the fabric knows */
	BP_NVME_AT_REGISTERS, /* some byte is in BAR 0, and not where a CMB would be */
	BP_NVME_AT_CMB,	      /* all of it is in the CMB */
	BP_NVME_AT_NOTHING,   /* across an end of the CMB or of memory, or own memory that is no CMB
			       */
};

/* Where a range lies; it has at least a byte. */
enum bp_nvme_where bp_nvme_own_find(const struct bp_nvme_own *own, u64 address, u64 bytes);

#endif
