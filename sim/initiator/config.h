/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of far host (rdma-nvmet.md R-D7).
 */
#ifndef BP_SIM_INITIATOR_CONFIG_H
#define BP_SIM_INITIATOR_CONFIG_H

#include "rdma/config.h"

/* Segments of data that fit into a capsule (R-D7). */
#define BP_INITIATOR_INLINE_SEGMENTS 4u

/* Entries of an admin queue. */
#define BP_INITIATOR_ADMIN_DEPTH 32u

/**
 * struct bp_initiator_greeting - how it asks for a connection, all 0 where it is honest (R-C4.1)
 * @missing_bytes: of its 32 private bytes, so many are not sent
 * @recfmt: format that it names
 * @more_hsqsize: what it adds to the size of its submission queue
 * @more_hrqsize: the same of its receive queue
 */
struct bp_initiator_greeting {
	u8 missing_bytes;
	u16 recfmt;
	u16 more_hsqsize;
	u16 more_hrqsize;
};

/**
 * struct bp_initiator_config - a far host
 * @adapter: its RDMA adapter; not virtual
 * @base: address of the first byte of its memory
 * @area_bytes: of memory for the data of commands, a multiple of 4096
 * @hostnqn: its name; text of the caller, as below
 * @subsysnqn: whose namespaces it wants
 * @service: where to ask for them (rdma_cm.h)
 * @nr_queues: I/O queues, from 1
 * @depth: commands that an I/O queue has under way, 2..1024
 * @inline_bytes: of data that may go along with a command; as the target has it
 * @max_pages: pages of the data of a command, at most
 * @kato_ms: keep alive timeout that it tells; it sends no keep alive
 * @no_flow_control: it does not want to know the heads of submission queues (R-C6.3)
 * @timeout_ns: so long a command may take, at least 1; then the connection is given up
 * @greeting: what it says wrong
 */
struct bp_initiator_config {
	struct bp_rdma_config adapter;
	u64 base;
	u64 area_bytes;
	const char *hostnqn;
	const char *subsysnqn;
	u16 service;
	u16 nr_queues;
	u16 depth;
	u32 inline_bytes;
	u32 max_pages;
	u32 kato_ms;
	bool no_flow_control;
	u64 timeout_ns;
	struct bp_initiator_greeting greeting;
};

/**
 * bp_initiator_profile - a host that is as most are
 * @profile: of the adapter at the other end of its wire; its own is like it, but never virtual
 * @config: receives it; names are NULL
 * @err: receives the message
 *
 * Return: 0; -EINVAL with @err filled, and @config as it was.
 */
int bp_initiator_profile(const char *profile, struct bp_initiator_config *config,
			 struct bp_error *err);

/* Whether numbers are in range and names are there: 0, or -EINVAL with @err filled. */
int bp_initiator_config_check(const struct bp_initiator_config *config, struct bp_error *err);

#endif
