/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of `blkpath topo`, which shares none but --json with the other commands.
 */
#ifndef SIM_CLI_TOPO_OPTIONS_H
#define SIM_CLI_TOPO_OPTIONS_H

#include <blkpath/p2p_verdict.h>

#include "cli/cli.h"

#define BP_TOPO_LIST_MAX 32

/* What kind of address a request carries. */
enum bp_topo_address {
	BP_TOPO_ADDRESS_KERNEL, /* the one that the kernel would give */
	BP_TOPO_ADDRESS_BUS,
	BP_TOPO_ADDRESS_PHYS,
	BP_TOPO_ADDRESS_IOVA,
	BP_TOPO_ADDRESS_GIVEN,
};

/**
 * struct bp_topo_options - what the user said
 * @path: dump; NULL for this machine
 * @resources: copies of sysfs `resource` files; NULL without
 * @pairs: whether a matrix is wanted
 * @from: provider; NULL without
 * @to: clients; more than one with providers alone
 * @nr_to: how many
 * @provider: functions with published memory, to be ranked
 * @nr_providers: how many
 * @route: requester and target of a request; NULL without
 * @address: kind of address that the request carries
 * @number: the address itself, when it is given
 * @bar: BAR of the target that is meant; -1 for the largest
 * @rules: kernel
 * @rules_given: whether the user chose it
 * @machine: what the user says of CPU, IOMMU and host bridges
 * @cpu_given: whether the user said the CPU
 * @iommu_given: whether the user said the IOMMU
 * @extra: room for @machine.extra
 * @redirect_off: functions whose redirect is switched off
 * @nr_redirect_off: how many
 * @disable_acs_redir: what pci=disable_acs_redir= would be; NULL without
 * @config_acs: what pci=config_acs= would be; NULL without
 * @acs_default: whether ACS is first set as a kernel with an IOMMU driver does (P-60)
 * @json: whether JSON is wanted
 * @dot: whether a graph is wanted
 * @svg: whether a picture is wanted
 * @html: whether a page is wanted
 * @help: whether help is wanted, and nothing else
 */
struct bp_topo_options {
	const char *path;
	const char *resources;
	bool pairs;
	const char *from;
	const char *to[BP_TOPO_LIST_MAX];
	unsigned nr_to;
	const char *provider[BP_TOPO_LIST_MAX];
	unsigned nr_providers;
	const char *route[2];
	enum bp_topo_address address;
	u64 number;
	int bar;
	const struct bp_p2p_rules *rules;
	bool rules_given;
	struct bp_p2p_machine machine;
	bool cpu_given;
	bool iommu_given;
	struct bp_p2p_entry extra[BP_TOPO_LIST_MAX];
	const char *redirect_off[BP_TOPO_LIST_MAX];
	unsigned nr_redirect_off;
	const char *disable_acs_redir;
	const char *config_acs;
	bool acs_default;
	bool json;
	bool dot;
	bool svg;
	bool html;
	bool help;
};

/* Return: true to go on, false to end with @status: help was asked for, or the use was bad. */
bool bp_topo_options_read(struct bp_cli *cli, int argc, char **argv,
			  struct bp_topo_options *options, enum bp_exit *status);

#endif
