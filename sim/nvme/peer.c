/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Register writes that wait until the controller has time: those of other devices (NVC-34), and
 * those that come while it is in the middle of a command (NVC-35).
 */
#include <stdlib.h>

#include "nvme/mmio.h"
#include "nvme/work.h"

void bp_nvme_peer_defer(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes, u64 value)
{
	struct bp_nvme_peer_write *write = malloc(sizeof(*write));

	if (!write) {
		bp_nvme_controller_fail(ctrl);
		return;
	}
	*write = (struct bp_nvme_peer_write){ .offset = offset, .bytes = bytes, .value = value };
	STAILQ_INSERT_TAIL(&ctrl->peer_writes, write, link);
	ctrl->nr_peer_writes++;
	bp_nvme_kick(ctrl);
}

bool bp_nvme_peer_write(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes, u64 value)
{
	if (ctrl->nr_peer_writes >= ctrl->config.peer_mmio_depth) {
		ctrl->counters.peer_overflow++;
		return false;
	}
	ctrl->counters.peer_deferred++;
	bp_nvme_peer_defer(ctrl, offset, bytes, value);
	return true;
}

static struct bp_nvme_peer_write take(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_peer_write *write = STAILQ_FIRST(&ctrl->peer_writes), taken = *write;

	STAILQ_REMOVE_HEAD(&ctrl->peer_writes, link);
	ctrl->nr_peer_writes--;
	free(write);
	return taken;
}

void bp_nvme_peer_run(struct bp_nvme_controller *ctrl)
{
	for (unsigned n = ctrl->nr_peer_writes; n && ctrl->nr_peer_writes; n--) {
		struct bp_nvme_peer_write write = take(ctrl);

		bp_nvme_mmio_write(ctrl, write.offset, write.bytes, write.value);
	}
}

void bp_nvme_peer_clear(struct bp_nvme_controller *ctrl)
{
	while (ctrl->nr_peer_writes)
		take(ctrl);
}
