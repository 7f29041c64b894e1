/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of RDMA adapter (rdma-nvmet.md A1).
 */
#ifndef BP_SIM_RDMA_CONFIG_H
#define BP_SIM_RDMA_CONFIG_H

#include <blkpath/error.h>
#include <blkpath/ib_device.h>

/* Index of the first MR that is allocated, unless the configuration says otherwise. */
#define BP_RDMA_FIRST_MR 0x100u

/* An MR's index has so many bits (R-A3.2). */
#define BP_RDMA_INDEX_BITS 24

/**
 * struct bp_rdma_config - an adapter
 * @profile: name of the profile that it began as
 * @name: of the device
 * @attrs: limits
 * @protocol: of its port
 * @is_virtual: the CPU copies (R-A2.5)
 * @num_comp_vectors: messages for completions
 * @first_mr: index of the first MR, 2..2^24 - 1
 * @wr_ns: an adapter works on a work request so long
 * @wire_ns: a message is on the wire so long
 * @ns_per_kib: and so much longer for each KiB of it
 * @retry_ns: after so long it gives up a message that nobody answers
 * @overlaps_reads: neighbouring READs are outstanding together, up to max_rd_atomic (R-A7.2)
 * @rtu_ns: the last message of a connection's set-up is so much later than others (R-A5.4)
 * @cm_timeout_ns: so long the connection manager waits for an answer
 */
struct bp_rdma_config {
	const char *profile;
	const char *name;
	struct ib_device_attr attrs;
	enum bp_rdma_protocol protocol;
	bool is_virtual;
	int num_comp_vectors;
	u32 first_mr;
	u64 wr_ns;
	u64 wire_ns;
	u64 ns_per_kib;
	u64 retry_ns;
	bool overlaps_reads;
	u64 rtu_ns;
	u64 cm_timeout_ns;
};

/**
 * bp_rdma_profile - the adapter of a name (R-A1.4)
 * @name: "ib", "iwarp", "tiny" or "virt"
 * @config: receives it
 * @err: receives the message
 *
 * Return: 0; -EINVAL with @err filled, and @config as it was.
 */
int bp_rdma_profile(const char *name, struct bp_rdma_config *config, struct bp_error *err);

/* Whether numbers are in range: 0, or -EINVAL with @err filled. */
int bp_rdma_config_check(const struct bp_rdma_config *config, struct bp_error *err);

#endif
