/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tables of cases have in common; bp_gallery_find() looks through all of them.
 */
#ifndef SIM_WORLD_GALLERY_CASES_H
#define SIM_WORLD_GALLERY_CASES_H

#include <blkpath/opf.h>

#include "world/gallery.h"

#define BP_DIRECT_READ (REQ_OP_READ | REQ_DMA_DIRECT)

/* The vectors of a case. */
#define BP_VECTORS(...)                                                                            \
	.vectors = (const struct bp_range[]){ __VA_ARGS__ },                                       \
	.nr_vectors = sizeof((struct bp_range[]){ __VA_ARGS__ }) / sizeof(struct bp_range)

struct bp_gallery_table {
	const struct bp_gallery_case *cases;
	size_t n;
};

extern const struct bp_gallery_table bp_gallery_nvme;	     /* its data pointers */
extern const struct bp_gallery_table bp_gallery_nvme_driver; /* everything else of its driver */
extern const struct bp_gallery_table bp_gallery_rdma;	     /* rdma_rw */
extern const struct bp_gallery_table bp_gallery_target;	     /* its target */

#endif
