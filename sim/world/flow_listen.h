/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts what events tell of the commands of a flow (rdma-nvmet.md E0).
 */
#ifndef SIM_WORLD_FLOW_LISTEN_H
#define SIM_WORLD_FLOW_LISTEN_H

#include <blkpath/event.h>
#include <blkpath/ib_work.h>

#include "world/flow_counts.h"
#include "world/flow_pages.h"

struct ib_device;

/* Work of a queue pair. */
struct bp_flow_work {
	u32 qpn;
	u64 serial;
	enum ib_wr_opcode opcode;
	bool known;
};

/**
 * struct bp_flow_listener - who listens
 * @counts: what it counts
 * @adapter: whose work counts
 * @hca: its function
 * @drive: the drive
 * @pages: who looks after pages
 * @sending: what the adapter began last
 * @receiving: the message that it places
 */
struct bp_flow_listener {
	struct bp_flow_counts counts;
	const struct ib_device *adapter;
	const struct device *hca;
	const struct device *drive;
	struct bp_flow_pages *pages;
	/* Private. */
	struct bp_sink sink;
	struct bp_flow_work sending;
	struct bp_flow_work receiving;
};

/* From now on; @adapter, @hca, @drive and @pages are set, @counts are zero. */
void bp_flow_listen(struct bp_flow_listener *listener, struct bp_env *env);

/* No more; a second time nothing happens. */
void bp_flow_listen_end(struct bp_flow_listener *listener, struct bp_env *env);

#endif
