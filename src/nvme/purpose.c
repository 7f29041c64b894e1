/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/nvme_event.h>

const char *bp_nvme_purpose_name(enum bp_nvme_purpose purpose)
{
	static const char *const names[] = {
#define X(NAME, words) [BP_NVME_##NAME] = words,
		BP_NVME_PURPOSES(X)
#undef X
	};

	return names[purpose];
}
