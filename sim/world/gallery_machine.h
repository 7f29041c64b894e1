/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of the gallery: two host bridges, the first with a root port and two functions a and
 * b below it, the second with c.  Each function has a BAR of 1 MiB.
 */
#ifndef SIM_WORLD_GALLERY_MACHINE_H
#define SIM_WORLD_GALLERY_MACHINE_H

#include <blkpath/p2pdma.h>

#include "world/world.h"

enum { BP_SHOW_ZEN, BP_SHOW_PORT, BP_SHOW_A, BP_SHOW_B, BP_SHOW_ZEN_2, BP_SHOW_C, BP_SHOW_NR };

#define BP_SHOW_BAR_BYTES 0x100000ull

struct bp_show_machine {
	struct bp_world *world;
	struct bp_pci pci;
	struct pci_host_bridge bridge[2];
	struct bp_pci_window window[2];
	struct pci_bus bus[3];
	struct pci_dev dev[BP_SHOW_NR];
	struct bp_p2p p2p;
	struct pci_dev *a, *b, *c;
	u8 config[BP_SHOW_NR][64];
	enum bp_alloc_kind fails; /* once; BP_ALLOC_NR for none */
};

/* The window of the first bridge has an offset, or none; that of the second has none. */
void bp_show_machine_open(struct bp_show_machine *m, struct bp_world *world,
			  enum bp_p2p_profile profile, u64 offset);

/* Gives a, b and the port above them a configuration space, so that requests find their way. */
void bp_show_machine_configure(struct bp_show_machine *m);

void bp_show_machine_close(struct bp_show_machine *m);

#endif
