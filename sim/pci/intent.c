/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "pci/fabric.h"

/* A noted range; those of one device do not overlap. */
struct bp_intent {
	RB_ENTRY(bp_intent) link;
	const struct pci_dev *dev;
	u64 first;
	u64 last;
	struct bp_target meant;
};

/* By device and address; what overlaps is equal. */
static int compare(const struct bp_intent *a, const struct bp_intent *b)
{
	if (a->dev != b->dev)
		return (uintptr_t)a->dev < (uintptr_t)b->dev ? -1 : 1;
	return (a->first > b->last) - (a->last < b->first);
}

RB_GENERATE_INTERNAL(bp_intent_tree, bp_intent, link, compare, __attribute__((unused)) static)

static struct bp_intent *find(const struct bp_fabric *fabric, const struct pci_dev *dev,
			      u64 address)
{
	struct bp_intent key = { .dev = dev, .first = address, .last = address };
	struct bp_intent *intent = RB_ROOT(&fabric->intents);

	while (intent) {
		int side = compare(&key, intent);

		if (!side)
			return intent;
		intent = side < 0 ? RB_LEFT(intent, link) : RB_RIGHT(intent, link);
	}
	return NULL;
}

int bp_intent_note(struct bp_fabric *fabric, const struct pci_dev *dev, u64 address, u64 bytes,
		   const struct bp_target *meant)
{
	struct bp_intent *intent;

	if (!bytes || address + (bytes - 1) < address)
		return -EINVAL;
	intent = malloc(sizeof(*intent));
	if (!intent)
		return -ENOMEM;
	*intent = (struct bp_intent){
		.dev = dev, .first = address, .last = address + (bytes - 1), .meant = *meant
	};
	if (!RB_INSERT(bp_intent_tree, &fabric->intents, intent))
		return 0;
	free(intent);
	return -EEXIST;
}

bool bp_intent_forget(struct bp_fabric *fabric, const struct pci_dev *dev, u64 address)
{
	struct bp_intent *intent = find(fabric, dev, address);

	if (!intent || intent->first != address)
		return false;
	RB_REMOVE(bp_intent_tree, &fabric->intents, intent);
	free(intent);
	return true;
}

bool bp_intent_find(const struct bp_fabric *fabric, const struct pci_dev *dev, u64 address,
		    struct bp_target *meant)
{
	const struct bp_intent *intent = find(fabric, dev, address);

	if (!intent)
		return false;
	*meant = intent->meant;
	if (meant->kind == BP_TARGET_RAM)
		meant->phys.phys += address - intent->first;
	else
		meant->offset += address - intent->first;
	return true;
}

void bp_intent_clear(struct bp_fabric *fabric)
{
	struct bp_intent *intent;

	while ((intent = RB_ROOT(&fabric->intents))) {
		RB_REMOVE(bp_intent_tree, &fabric->intents, intent);
		free(intent);
	}
}
