/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a user of the target sets up: subsystems, their namespaces and hosts, ports (rdma-nvmet.md
 * C2).  In the kernel this is configfs.
 */
#ifndef BLKPATH_NVMET_CONFIG_H
#define BLKPATH_NVMET_CONFIG_H

#include <blkpath/nvmet.h>

/**
 * bp_nvmet_init - make a target without subsystems
 * @nvmet: overwritten
 * @env: environment
 * @p2p: peer-to-peer support of the machine; NULL when it is compiled out
 */
void bp_nvmet_init(struct bp_nvmet *nvmet, struct bp_env *env, struct bp_p2p *p2p);

/**
 * nvmet_subsys_alloc - make a subsystem
 * @nvmet: target
 * @subsysnqn: name, fewer than NVMF_NQN_FIELD_LEN characters
 *
 * No host may use it, no port offers it, it has no namespace.
 *
 * Context: allocates (BP_ALLOC_NVMET).
 * Return: the subsystem; NULL without memory or for a name that is too long.
 * Mirrors: nvmet_subsys_alloc(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C6.2
 */
struct nvmet_subsys *nvmet_subsys_alloc(struct bp_nvmet *nvmet, const char *subsysnqn);

/**
 * bp_nvmet_subsys_free - give a subsystem back
 * @subsys: without controllers, offered by no port; its namespaces are disabled and freed
 */
void bp_nvmet_subsys_free(struct nvmet_subsys *subsys);

/**
 * bp_nvmet_allow_host - let a host use a subsystem
 * @subsys: subsystem
 * @hostnqn: name of the host
 *
 * Return: 0; -ENOMEM; -EINVAL for a name that is too long. Nothing has changed then.
 * Rule: R-C6.2
 */
int bp_nvmet_allow_host(struct nvmet_subsys *subsys, const char *hostnqn);

/**
 * nvmet_host_allowed - may a host use a subsystem?
 * @subsys: subsystem
 * @hostnqn: name of the host
 *
 * Return: whether it may.
 * Mirrors: nvmet_host_allowed(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C6.2
 */
bool nvmet_host_allowed(const struct nvmet_subsys *subsys, const char *hostnqn);

/**
 * nvmet_ns_alloc - make a namespace that is not enabled
 * @subsys: subsystem
 * @nsid: from 1, free
 *
 * The caller sets bdev and bp_disk_dev before it enables it.
 *
 * Context: allocates (BP_ALLOC_NVMET).
 * Return: the namespace; NULL without memory or when the number is taken.
 * Mirrors: nvmet_ns_alloc(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C2.1
 */
struct nvmet_ns *nvmet_ns_alloc(struct nvmet_subsys *subsys, u32 nsid);

/**
 * nvmet_ns_free - disable a namespace and give it back
 * @ns: namespace
 *
 * Context: as nvmet_ns_disable().
 * Mirrors: nvmet_ns_free(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C2.4
 */
void nvmet_ns_free(struct nvmet_ns *ns);

/**
 * nvmet_ns_enable - serve a namespace
 * @ns: namespace with bdev; nothing happens when it is enabled
 *
 * Every controller gets peer-to-peer memory for it, where that is wanted.
 *
 * Context: allocates (BP_ALLOC_PERCPU, BP_ALLOC_NVMET).
 * Return: 0; -EINVAL when peer-to-peer memory is wanted and cannot be had, or there is no disk;
 * -ENOMEM. It is not enabled then.
 * Mirrors: nvmet_ns_enable(), drivers/nvme/target/core.c, v5.2, RFC patch 22
 * Rule: R-C2.2, R-C2.4
 */
int nvmet_ns_enable(struct nvmet_ns *ns);

/**
 * nvmet_ns_disable - stop serving a namespace
 * @ns: namespace; nothing happens when it is not enabled
 *
 * Context: sleeps until every command has let go; a BUG (WAIT_HANG) when none ever will.
 * Mirrors: nvmet_ns_disable(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C2.4, DEF-NVMET-13
 */
void nvmet_ns_disable(struct nvmet_ns *ns);

/**
 * nvmet_ns_p2pmem_store - what somebody wrote to the attribute p2pmem
 * @ns: namespace
 * @page: text: a function's name, or a boolean
 *
 * Return: 0; -EBUSY while it is enabled; -EINVAL or -ENODEV as pci_p2pdma_enable_store(). Nothing
 * has changed then.
 * Mirrors: nvmet_ns_p2pmem_store(), drivers/nvme/target/configfs.c, v5.2
 * Rule: R-C2.1
 */
int nvmet_ns_p2pmem_store(struct nvmet_ns *ns, const char *page);

/**
 * bp_nvmet_port_init - make a port that offers nothing
 * @nvmet: target
 * @port: overwritten
 */
void bp_nvmet_port_init(struct bp_nvmet *nvmet, struct nvmet_port *port);

/**
 * bp_nvmet_port_offer - let hosts of a port use a subsystem
 * @port: port
 * @subsys: subsystem; not offered yet
 *
 * Return: 0; -ENOMEM; -EEXIST when it is offered. Nothing has changed then.
 * Rule: R-C6.2
 */
int bp_nvmet_port_offer(struct nvmet_port *port, struct nvmet_subsys *subsys);

/**
 * nvmet_enable_port - let a transport listen
 * @port: inline_data_size and bp_traddr are set
 * @ops: transport
 *
 * Return: 0, or what the transport's add_port() returned; it is not enabled then.
 * Mirrors: nvmet_enable_port(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C4.3
 */
int nvmet_enable_port(struct nvmet_port *port, const struct nvmet_fabrics_ops *ops);

/**
 * bp_nvmet_port_fini - stop listening, offer nothing
 * @port: enabled or not
 *
 * Mirrors: nvmet_disable_port(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C4.3
 */
void bp_nvmet_port_fini(struct nvmet_port *port);

#endif
