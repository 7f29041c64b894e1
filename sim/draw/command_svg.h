/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data pointer of an NVMe command as linked pages: the command, its lists, and for each address
 * the pages that it leads to, with the part of them that is used.
 */
#ifndef SIM_DRAW_COMMAND_SVG_H
#define SIM_DRAW_COMMAND_SVG_H

#include "draw/svg.h"
#include "world/nvme_story.h"

/* As part of a picture, below what was drawn before. */
void bp_command_svg(struct bp_svg *svg, const struct bp_nvme_story *story,
		    const struct bp_told_command *command);

/* "PRP1", "SGL"; "[3]" in a list. */
#define BP_SLOT_NAME_MAX 24
const char *bp_slot_name(const struct bp_told_command *command, const struct bp_slot *slot,
			 char name[BP_SLOT_NAME_MAX]);

/* Whether a command has SGL descriptors. */
bool bp_command_has_sgl(const struct bp_told_command *command);

#endif
