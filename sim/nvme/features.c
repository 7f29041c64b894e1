/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/features.h"

#include <errno.h>
#include <stdlib.h>

#include "nvme/admin.h"

static const struct bp_nvme_feature *const features[] = {
	&bp_nvme_arbitration,	 &bp_nvme_power,	 &bp_nvme_temperature_threshold,
	&bp_nvme_error_recovery, &bp_nvme_write_cache,	 &bp_nvme_number_of_queues,
	&bp_nvme_coalescing,	 &bp_nvme_vector_config, &bp_nvme_write_atomicity,
	&bp_nvme_event_config,	 &bp_nvme_timestamp,	 &bp_nvme_keep_alive,
	&bp_nvme_host_behavior,
};

_Static_assert(bp_array_size(features) == BP_NVME_FEATURES, "each feature has values");

static unsigned count(const struct bp_nvme_controller *ctrl, const struct bp_nvme_feature *feature)
{
	return feature->count ? feature->count(ctrl) : 1;
}

int bp_nvme_features_init(struct bp_nvme_controller *ctrl)
{
	for (unsigned i = 0; i < BP_NVME_FEATURES; i++) {
		const unsigned nr = count(ctrl, features[i]);
		struct bp_nvme_value *value = calloc(bp_max(nr, 1u), sizeof(*value));

		ctrl->admin->features.value[i] = value;
		if (!value)
			return -ENOMEM;
		for (unsigned slot = 0; features[i]->initial && slot < nr; slot++) {
			const u32 initial = features[i]->initial(ctrl, slot);

			value[slot] = (struct bp_nvme_value){ initial, initial, initial };
		}
	}
	return 0;
}

void bp_nvme_features_fini(struct bp_nvme_controller *ctrl)
{
	for (unsigned i = 0; i < BP_NVME_FEATURES; i++)
		free(ctrl->admin->features.value[i]);
}

void bp_nvme_features_reset(struct bp_nvme_controller *ctrl)
{
	for (unsigned i = 0; i < BP_NVME_FEATURES; i++)
		for (unsigned slot = 0; slot < count(ctrl, features[i]); slot++) {
			struct bp_nvme_value *value = &ctrl->admin->features.value[i][slot];

			value->now = value->saved;
			if (features[i]->apply)
				(void)features[i]->apply(ctrl, slot, value->now);
		}
}

const struct bp_nvme_feature *bp_nvme_feature_find(const struct bp_nvme_controller *ctrl, u8 fid)
{
	for (unsigned i = 0; i < BP_NVME_FEATURES; i++)
		if (features[i]->fid == fid)
			return !features[i]->is_there || features[i]->is_there(ctrl) ? features[i]
										     : NULL;
	return NULL;
}

struct bp_nvme_value *bp_nvme_feature_value(const struct bp_nvme_controller *ctrl,
					    const struct bp_nvme_feature *feature, unsigned slot)
{
	unsigned i = 0;

	while (features[i] != feature)
		i++;
	return &ctrl->admin->features.value[i][slot];
}
