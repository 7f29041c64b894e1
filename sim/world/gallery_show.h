/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deeds of the gallery that are more than submitting a bio.
 */
#ifndef SIM_WORLD_GALLERY_SHOW_H
#define SIM_WORLD_GALLERY_SHOW_H

#include "world/gallery.h"

typedef void bp_show_fn(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit);

bp_show_fn bp_show_submit;	       /* submit the bio, note what became of it */
bp_show_fn bp_show_recount;	       /* DEF-2 */
bp_show_fn bp_show_pages_dirty;	       /* DEF-7 */
bp_show_fn bp_show_list_copy;	       /* DEF-8 */
bp_show_fn bp_show_add_page;	       /* DEF-9 */
bp_show_fn bp_show_wrong_queue;	       /* DEF-10 */
bp_show_fn bp_show_odd_lengths;	       /* DEF-11 */
bp_show_fn bp_show_passthrough;	       /* DEF-12 */
bp_show_fn bp_show_add_to_clone;       /* DEF-13 */
bp_show_fn bp_show_two_at_once;	       /* DEF-NVME-11 */
bp_show_fn bp_show_discard;	       /* DEF-NVME-2 */
bp_show_fn bp_show_bounced_prps;       /* DEF-NVME-4 */
bp_show_fn bp_show_broken_lists;       /* DEF-NVME-6 */
bp_show_fn bp_show_long_sgls;	       /* DEF-NVME-7 */
bp_show_fn bp_show_full_bounce;	       /* DEF-NVME-8 */
bp_show_fn bp_show_cmb_at_zero;	       /* DEF-NVME-14 */
bp_show_fn bp_show_full_element;       /* DEF-NVME-5 */
bp_show_fn bp_show_bounce_offset;      /* DEF-DMA-1 */
bp_show_fn bp_show_stale_slot;	       /* DEF-DMA-2 */
bp_show_fn bp_show_merge_of_gigabytes; /* DEF-DMA-3 */
bp_show_fn bp_show_failing_setup;      /* DEF-P2P-1 */
bp_show_fn bp_show_unbind_in_use;      /* DEF-P2P-2 */
bp_show_fn bp_show_added_twice;	       /* DEF-P2P-3 */
bp_show_fn bp_show_store_waits;	       /* DEF-P2P-5 */
bp_show_fn bp_show_pointer_client;     /* DEF-P2P-6 */
bp_show_fn bp_show_map_sg_offset;      /* DEF-P2P-9 */
bp_show_fn bp_show_whitelisted;	       /* DEF-P2P-10 */
bp_show_fn bp_show_size_wraps;	       /* DEF-P2P-11 */
bp_show_fn bp_show_read_while_unbound; /* DEF-P2P-12 */
bp_show_fn bp_show_empty_published;    /* DEF-P2P-13 */
bp_show_fn bp_show_free_of_half;       /* DEF-P2P-14 */
bp_show_fn bp_show_two_bus_spaces;     /* DEF-P2P-15 */
bp_show_fn bp_show_freed_in_flight;    /* DEF-P2P-16 */
bp_show_fn bp_show_unwritten_entry;    /* DEF-RDMA-1 */
bp_show_fn bp_show_long_range;	       /* DEF-RDMA-2 */
bp_show_fn bp_show_long_entry;	       /* DEF-RDMA-3 */
bp_show_fn bp_show_no_address;	       /* DEF-RDMA-4 */
bp_show_fn bp_show_no_region_left;     /* DEF-RDMA-5 */
bp_show_fn bp_show_offset_behind;      /* DEF-RDMA-6 */
bp_show_fn bp_show_old_key;	       /* DEF-RDMA-7 */

#endif
