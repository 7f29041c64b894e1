/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespaces of a controller.
 */
#ifndef BP_SIM_NVME_NAMESPACES_H
#define BP_SIM_NVME_NAMESPACES_H

#include <blkpath/error.h>
#include <blkpath/types.h>

struct bp_nvme_controller;

/**
 * bp_nvme_namespaces_init - make what the configuration asks for
 * @ctrl: a controller with config and room for namespaces; its write caches are on if VWC says that
 * there is one
 * @err: receives what is wrong with which
 *
 * Return: 0; -EINVAL with @err filled; -ENOMEM. What was made is to be freed by
 * bp_nvme_namespaces_fini() in any case.
 */
int bp_nvme_namespaces_init(struct bp_nvme_controller *ctrl, struct bp_error *err);
void bp_nvme_namespaces_fini(struct bp_nvme_controller *ctrl);

/* Everything becomes durable: a normal shutdown (NVC-6). */
void bp_nvme_namespaces_flush(struct bp_nvme_controller *ctrl);

/**
 * bp_nvme_namespaces_power_loss - the power goes and comes back (NVC-39)
 * @ctrl: the host resets it, too
 * @seed: see bp_medium_power_loss()
 */
void bp_nvme_namespaces_power_loss(struct bp_nvme_controller *ctrl, u64 seed);

/* The namespace of an NSID; NULL when it is 0, too large, or not there. */
struct bp_nvme_namespace *bp_nvme_namespace(const struct bp_nvme_controller *ctrl, u32 nsid);

#endif
