/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of an NVMe controller under its PCI driver (nvme.md 2.13, part C).
 *
 * Before a probe the world sets env->io_ops, a page model and an address space (bp_mm_new()), and
 * in the function bp_msix_vectors, and dev.bp_p2p where the controller's memory is to be used.
 */
#ifndef BLKPATH_NVME_PCI_H
#define BLKPATH_NVME_PCI_H

#include <blkpath/nvme_host.h>

/**
 * bp_nvme_params_default - what the driver does when nobody asks for anything
 *
 * Return: one I/O queue, the rest as in v5.2 with the whole RFC.
 */
struct bp_nvme_params bp_nvme_params_default(void);

/**
 * nvme_probe - bring a controller up
 * @pdev: function
 * @params: copied
 * @dev: receives the controller
 *
 * Its namespaces are found, and become disks: ctrl.namespaces.  The switches DEF-NVME-* are those
 * of the environment.
 *
 * Context: sleeps: runs deferred work and timers.
 * Return: 0, also for a controller without I/O queues, which has no disks (state
 * NVME_CTRL_ADMIN_ONLY); -ENODEV when it is not there or not ready in time; -EIO when an admin
 * command fails; -ENOMEM. Nothing is held then.
 *
 * Mirrors: nvme_probe(), drivers/nvme/host/pci.c, v5.2-rc5; the kernel does most of it later
 * Rule: NVH-39
 */
int nvme_probe(struct pci_dev *pdev, const struct bp_nvme_params *params, struct nvme_dev **dev);

/**
 * nvme_remove - let a controller go
 * @dev: from nvme_probe(); freed
 *
 * Disks go first, then queues; then the controller shuts down.  Peers that hold its memory are
 * waited for.  From a controller that is gone all that is under way fails at once.
 *
 * Called by a work or a timer while somebody further out on the stack sleeps in the driver or in
 * one of its queues, it does the rest when they have left; that they never do is the finding
 * NVME_IN_USE.
 *
 * Context: sleeps.
 * Mirrors: nvme_remove(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-40
 */
void nvme_remove(struct nvme_dev *dev);

/**
 * bp_nvme_find_ns - a namespace by its number
 * @ctrl: controller
 * @nsid: from 1
 *
 * Return: the namespace; NULL when the driver has none of that number.
 */
struct nvme_ns *bp_nvme_find_ns(const struct nvme_ctrl *ctrl, u32 nsid);

#endif
