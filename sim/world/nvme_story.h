/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The story of a few commands: what the driver built, and each step that it and the controller
 * took, learned by listening to a world while they really do it.
 */
#ifndef SIM_WORLD_NVME_STORY_H
#define SIM_WORLD_NVME_STORY_H

#include "world/list.h"
#include "world/pointer_slots.h"
#include "world/story.h"

/**
 * struct bp_told_command - a command as the driver built it
 * @request: serial of its request
 * @opf: of the request
 * @built: without its lists
 * @first_slot: of its data pointer
 * @nr_slots: how many
 */
struct bp_told_command {
	u64 request;
	unsigned opf;
	struct bp_nvme_built built;
	unsigned first_slot;
	unsigned nr_slots;
};

/**
 * struct bp_told_step - something that the driver or the controller did
 * @id: what: NVME_SUBMIT, _DOORBELL, _FETCH, _DMA, _CQE_POSTED, _CQE_SEEN, _STATE or _CTRL_STATE;
 * or BIO_DONE: a bio that was submitted has ended
 * @ns: when, since the story began
 * @command: for which command, BP_NOWHERE for none that was told
 * @what: the event of a driver or controller
 * @sector: of a bio
 * @status: how it ended
 */
struct bp_told_step {
	enum bp_event_id id;
	u64 ns;
	unsigned command;
	struct bp_nvme_event what;
	sector_t sector;
	blk_status_t status;
};

/* Growing arrays. */
struct bp_nvme_story {
	struct bp_sink sink;
	struct bp_env *env;
	u64 start_ns;
	bool no_memory;
	BP_LIST(struct bp_told_command) commands;
	BP_LIST(struct bp_slot) slots;
	BP_LIST(struct bp_told_step) steps;
};

/* Begin to listen to an environment. */
void bp_nvme_story_start(struct bp_nvme_story *story, struct bp_env *env);

/* Stop listening; what was told stays. */
void bp_nvme_story_stop(struct bp_nvme_story *story);
void bp_nvme_story_free(struct bp_nvme_story *story);

#endif
