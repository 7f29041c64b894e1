/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the words of a scenario and of options to a setup of flows.
 */
#ifndef SIM_CLI_P2P_SETUP_H
#define SIM_CLI_P2P_SETUP_H

#include "cli/options.h"
#include "input/workload.h"
#include "world/flow.h"

#define BP_P2P_FAULTS_MAX (BP_WORKLOAD_FAULTS_MAX + BP_FAULT_MAX)

/**
 * struct bp_p2p_setup - what is to be run
 * @workload: of the scenario
 * @setup: the same for the world; points into the rest
 * @hca: address
 * @drive: address
 * @provider: address, "" for the drive
 * @io: commands
 * @fault: faults of the adapters
 * @drive_fault: faults of the drive
 */
struct bp_p2p_setup {
	struct bp_workload *workload;
	struct bp_world_flow_setup setup;
	char hca[BP_PCI_NAME_MAX];
	char drive[BP_PCI_NAME_MAX];
	char provider[BP_PCI_NAME_MAX];
	struct bp_world_flow_io io[BP_WORKLOAD_IOS_MAX];
	struct bp_world_flow_fault fault[BP_P2P_FAULTS_MAX];
	const char *drive_fault[BP_P2P_FAULTS_MAX];
};

/**
 * bp_p2p_setup_read - read a scenario, with options on top
 * @path: scenario
 * @options: options; outlive @setup
 * @setup: receives it, to be freed with bp_p2p_setup_free()
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; @setup is then NULL.
 */
int bp_p2p_setup_read(const char *path, const struct bp_options *options,
		      struct bp_p2p_setup **setup, struct bp_error *err);

void bp_p2p_setup_free(struct bp_p2p_setup *setup);

/* Something more that goes wrong; @text outlives @setup.  -EINVAL with @err filled. */
int bp_p2p_fault_add(struct bp_p2p_setup *setup, const struct bp_place *at, const char *text,
		     struct bp_error *err);

#endif
