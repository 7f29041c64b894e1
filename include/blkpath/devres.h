/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes away with a driver: memory and actions of a device, released in reverse order of
 * registration (p2pdma.md B3.1).
 */
#ifndef BLKPATH_DEVRES_H
#define BLKPATH_DEVRES_H

#include <blkpath/device.h>

/**
 * devm_kzalloc - take zeroed memory that goes away with the driver
 * @dev: device
 * @size: bytes
 *
 * Context: allocates (BP_ALLOC_DEVRES).
 * Return: the memory; NULL when there is none.
 * Mirrors: devm_kzalloc(), include/linux/device.h, v5.2
 * Rule: P2P-B2.5, P2P-B3.1
 */
void *devm_kzalloc(struct device *dev, size_t size);

/**
 * devm_kfree - give such memory back early
 * @dev: device
 * @p: from devm_kzalloc() of @dev, or it is the warning DEVRES_UNKNOWN
 *
 * Mirrors: devm_kfree(), drivers/base/devres.c, v5.2
 * Rule: P2P-B2.5
 */
void devm_kfree(struct device *dev, const void *p);

/**
 * devm_add_action - let a function run when the driver goes
 * @dev: device
 * @action: function
 * @data: its argument
 *
 * Context: allocates (BP_ALLOC_ACTION).
 * Return: 0; -ENOMEM, and then the action is not registered.
 * Mirrors: devm_add_action(), drivers/base/devres.c, v5.2
 * Rule: P2P-B3.1
 */
int devm_add_action(struct device *dev, void (*action)(void *), void *data);

/**
 * devm_add_action_or_reset - the same, or let it run at once
 * @dev: device
 * @action: function
 * @data: its argument
 *
 * Context: allocates (BP_ALLOC_ACTION).
 * Return: 0; -ENOMEM, and then the action has run.
 * Mirrors: devm_add_action_or_reset(), include/linux/device.h, v5.2
 * Rule: P2P-B2.5
 */
int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data);

/**
 * devm_remove_action - forget an action without running it
 * @dev: device
 * @action: function
 * @data: its argument; an action that was not registered is the warning DEVRES_UNKNOWN
 *
 * Mirrors: devm_remove_action(), drivers/base/devres.c, v5.2
 * Rule: P2P-B3.1
 */
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);

/**
 * devm_release_action - run an action now and forget it
 * @dev: device
 * @action: function
 * @data: its argument; an action that was not registered is the warning DEVRES_UNKNOWN and not run
 *
 * Mirrors: devm_release_action(), drivers/base/devres.c, v5.2
 * Rule: P2P-B3.1
 */
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

/**
 * devres_release_all - the driver goes: release everything, newest first
 * @dev: device
 *
 * What a release registers meanwhile is released as well. When a release hangs or BUGs, it is
 * forgotten, and what is older stays.
 *
 * Return: how many resources were released.
 * Mirrors: devres_release_all(), drivers/base/devres.c, v5.2
 * Rule: P2P-B3.1
 */
int devres_release_all(struct device *dev);

#endif
