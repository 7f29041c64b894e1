/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deeds of the gallery before, or in place of, the commands of a far host.
 */
#ifndef SIM_WORLD_GALLERY_TARGET_H
#define SIM_WORLD_GALLERY_TARGET_H

struct bp_exhibit;
struct bp_flow_world;

typedef void bp_target_deed(struct bp_flow_world *world, struct bp_exhibit *exhibit);

bp_target_deed bp_target_same_number;	     /* DEF-NVMET-1 */
bp_target_deed bp_target_discard;	     /* DEF-NVMET-3 */
bp_target_deed bp_target_queue_without_flag; /* DEF-NVMET-5 */
bp_target_deed bp_target_stale_provider;     /* DEF-NVMET-6 */
bp_target_deed bp_target_write_behind_a_gap; /* DEF-NVMET-8 */
bp_target_deed bp_target_namespace_goes;     /* DEF-NVMET-13 */

#endif
