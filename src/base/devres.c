/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes away with a driver, newest first (P2P-B3.1).
 *
 * Memory is an action that frees it, with the memory itself as its argument.
 */
#include <errno.h>

#include <blkpath/devres.h>

struct bp_devres {
	LIST_ENTRY(bp_devres) link;
	void (*action)(void *data);
	void *data;
	_Alignas(max_align_t) u8 memory[]; /* of devm_kzalloc(); then there is no action */
};

static struct bp_devres *add(struct device *dev, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_devres *res = bp_alloc(dev->bp_env, kind, sizeof(*res) + bytes);

	if (res)
		LIST_INSERT_HEAD(&dev->bp_devres, res, link);
	return res;
}

/* The newest that matches, taken off the list; NULL and a warning when nothing does. */
static struct bp_devres *take(struct device *dev, void (*action)(void *), const void *data)
{
	struct bp_devres *res;

	LIST_FOREACH (res, &dev->bp_devres, link)
		if (res->action == action && res->data == data)
			break;
	if (res)
		LIST_REMOVE(res, link);
	else
		bp_warn(dev->bp_env, BP_SITE_DEVRES_UNKNOWN, (uintptr_t)data, 0);
	return res;
}

void *devm_kzalloc(struct device *dev, size_t size)
{
	struct bp_devres *res = add(dev, BP_ALLOC_DEVRES, size);

	if (!res)
		return NULL;
	res->data = res->memory;
	return res->memory;
}

void devm_kfree(struct device *dev, const void *p)
{
	bp_free(dev->bp_env, take(dev, NULL, p));
}

int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	struct bp_devres *res = add(dev, BP_ALLOC_ACTION, 0);

	if (!res)
		return -ENOMEM;
	res->action = action;
	res->data = data;
	return 0;
}

int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data)
{
	int err = devm_add_action(dev, action, data);

	if (err)
		action(data);
	return err;
}

void devm_remove_action(struct device *dev, void (*action)(void *), void *data)
{
	bp_free(dev->bp_env, take(dev, action, data));
}

void devm_release_action(struct device *dev, void (*action)(void *), void *data)
{
	struct bp_devres *res = take(dev, action, data);

	if (!res)
		return;
	bp_free(dev->bp_env, res);
	action(data);
}

int devres_release_all(struct device *dev)
{
	struct bp_devres *res;
	int count = 0;

	while ((res = LIST_FIRST(&dev->bp_devres))) {
		void (*action)(void *) = res->action;
		void *data = res->data;

		LIST_REMOVE(res, link);
		bp_free(dev->bp_env, res);
		if (action)
			action(data);
		count++;
	}
	return count;
}
