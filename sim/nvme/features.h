/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features: numbers that the host reads and sets (NVC-25).
 *
 * A feature has one value, or one for each namespace, vector or threshold: its slots.  Each value
 * is kept three times: as it is, as it was saved, as it was in the beginning.
 */
#ifndef BP_SIM_NVME_FEATURES_H
#define BP_SIM_NVME_FEATURES_H

#include <blkpath/nvme_admin.h>

#include "nvme/engine.h"

/* Which values of a feature a command means. */
struct bp_nvme_slots {
	unsigned first;
	unsigned nr;
};

/**
 * struct bp_nvme_feature - what a feature is
 * @fid: its number
 * @caps: NVME_FEAT_CAP_*; without save and select in ONCS nothing can be saved
 * @mask: bits of CDW11 that are kept; the others are ignored
 * @is_there: whether this controller has it; NULL: each has
 * @count: how many values; NULL: one
 * @initial: value of a slot in the beginning; NULL: 0
 * @slots: which values a command means, or a status; NULL: the only one
 * @check: refuses or adjusts a value before anything is set; NULL: any will do
 * @apply: what a value that was set, or came back with a reset, does; NULL: nothing
 * @receive: makes the value of data that the host sends; NULL: the value is CDW11
 * @send: sends a value as data; NULL: the value is DW0 of the completion
 */
struct bp_nvme_feature {
	u8 fid;
	u8 caps;
	u32 mask;
	bool (*is_there)(const struct bp_nvme_controller *ctrl);
	unsigned (*count)(const struct bp_nvme_controller *ctrl);
	u32 (*initial)(const struct bp_nvme_controller *ctrl, unsigned slot);
	u16 (*slots)(const struct bp_nvme_run *run, struct bp_nvme_slots *slots);
	u16 (*check)(struct bp_nvme_run *run, u32 *value);
	u16 (*apply)(struct bp_nvme_controller *ctrl, unsigned slot, u32 value);
	u16 (*receive)(struct bp_nvme_run *run, u32 *value);
	u16 (*send)(struct bp_nvme_run *run, u32 value, bool is_current);
};

/* By subject. */
extern const struct bp_nvme_feature bp_nvme_arbitration; /* feature_queues.c */
extern const struct bp_nvme_feature bp_nvme_number_of_queues;
extern const struct bp_nvme_feature bp_nvme_coalescing;
extern const struct bp_nvme_feature bp_nvme_vector_config;
extern const struct bp_nvme_feature bp_nvme_error_recovery; /* feature_media.c */
extern const struct bp_nvme_feature bp_nvme_write_cache;
extern const struct bp_nvme_feature bp_nvme_write_atomicity;
extern const struct bp_nvme_feature bp_nvme_power; /* feature_health.c */
extern const struct bp_nvme_feature bp_nvme_temperature_threshold;
extern const struct bp_nvme_feature bp_nvme_event_config;
extern const struct bp_nvme_feature bp_nvme_timestamp; /* feature_time.c */
extern const struct bp_nvme_feature bp_nvme_keep_alive;
extern const struct bp_nvme_feature bp_nvme_host_behavior; /* feature_host.c */

#define BP_NVME_FEATURES 13u

/* One value, three times. */
struct bp_nvme_value {
	u32 now;
	u32 saved;
	u32 initial;
};

/* The values of each feature, in the order of features.c. */
struct bp_nvme_features {
	struct bp_nvme_value *value[BP_NVME_FEATURES];
};

/* Slots of the temperature threshold. */
enum { BP_NVME_TEMP_OVER, BP_NVME_TEMP_UNDER, BP_NVME_TEMP_SLOTS };

/* Makes all values as they are in the beginning; after -ENOMEM bp_nvme_features_fini() frees. */
int bp_nvme_features_init(struct bp_nvme_controller *ctrl);
void bp_nvme_features_fini(struct bp_nvme_controller *ctrl);

/* All values as they were saved, or as in the beginning (NVC-4). */
void bp_nvme_features_reset(struct bp_nvme_controller *ctrl);

/* A feature that this controller has; NULL otherwise. */
const struct bp_nvme_feature *bp_nvme_feature_find(const struct bp_nvme_controller *ctrl, u8 fid);

/* One of its values, 0 to count - 1. */
struct bp_nvme_value *bp_nvme_feature_value(const struct bp_nvme_controller *ctrl,
					    const struct bp_nvme_feature *feature, unsigned slot);

/* What it says now. */
static inline u32 bp_nvme_feature(const struct bp_nvme_controller *ctrl,
				  const struct bp_nvme_feature *feature, unsigned slot)
{
	return bp_nvme_feature_value(ctrl, feature, slot)->now;
}

#endif
