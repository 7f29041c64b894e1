/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-P2P-1 to -4: how far clients are from memory, and whose memory is found.
 *
 * Derived from the tree alone: where two chains meet, how many steps that takes, and whether an
 * element on the way redirects (P2P-B4.1 to B4.7, P-2 to P-8).  Which host bridges a kernel lists
 * is outside of it.
 */
#include <errno.h>

#include "p2p.h"

#define EXTENDED 0x100u
#define EXTENDED_END 4096u

/* What the tree says of a provider and all its clients. */
struct way {
	u64 number; /* what a kernel that says yes calls it */
	bool below; /* each pair meets, and nothing redirects: no kernel says no */
	bool meets; /* each pair does */
	bool known; /* each client has a function; none is refused for its pointers */
};

static u32 dword(const struct pci_dev *dev, unsigned at)
{
	const u8 *c = dev->config + at;

	return c[0] | (u32)c[1] << 8 | (u32)c[2] << 16 | (u32)c[3] << 24;
}

/* B4.4; a list that loops ends with the room for it. */
static bool redirects(const struct pci_dev *dev)
{
	unsigned at = EXTENDED;

	if (!dev->config || dev->config_bytes < EXTENDED_END)
		return false;
	for (unsigned left = (EXTENDED_END - EXTENDED) / 8; left && at >= EXTENDED; left--) {
		u32 head = dword(dev, at);

		if ((head & 0xffff) == PCI_EXT_CAP_ID_ACS)
			return dword(dev, at + PCI_ACS_CAP) >> 16 & BP_PCI_ACS_REDIR;
		at = head >> 20 & 0xffc;
	}
	return false;
}

/* How many elements there are below @end; NULL: the whole chain. */
static unsigned steps_to(const struct pci_dev *dev, const struct pci_dev *end, bool *redirected)
{
	unsigned steps = 0;

	for (; dev != end; dev = bp_ck_above(dev), steps++)
		*redirected |= redirects(dev);
	return steps;
}

static void add_pair(struct way *way, const struct bp_p2p_rules *rules, const struct pci_dev *a,
		     const struct pci_dev *b)
{
	const struct pci_dev *common = bp_ck_meeting(a, b);
	bool redirected = common && redirects(common);

	way->number += steps_to(a, common, &redirected) + steps_to(b, common, &redirected);
	if (!common)
		way->number += rules->host_bridge_bonus;
	way->meets &= common != NULL;
	way->below &= common && !redirected;
}

static struct way way_of(const struct pci_dev *provider, const struct bp_p2p_call *call)
{
	const struct bp_p2p_rules *rules = provider->dev.bp_p2p->rules;
	struct way way = { .below = true, .meets = true, .known = call->nr_clients > 0 };

	for (int i = 0; i < call->nr_clients; i++) {
		const struct device *client = call->clients[i];
		const struct pci_dev *pdev = bp_ck_function_of(client);

		way.known &= pdev && !(rules->refuses_virt_dma && client->dma_kind == BP_DMA_VIRT);
		if (!pdev)
			break;
		add_pair(&way, rules, provider, pdev);
	}
	return way;
}

/* INV-P2P-1: the number is the one of the tree, which is the same from either end */
static enum bp_ck_verdict number_is_that_of_the_tree(struct bp_case *c)
{
	const struct bp_p2p_call *call = ((const struct bp_p2p_case *)c->subject)->call;
	const struct way way = way_of(call->provider, call);
	bool yes = call->result >= 0;

	if (call->result == -ENOMEM || (!yes && way.known && !way.below))
		return BP_NO_CASE;
	if (!yes)
		return bp_ck_verdict(c, !way.known, "a no, where all are %llu below",
				     (unsigned long long)way.number);
	return bp_ck_verdict(c, way.known && (u64)call->result == way.number,
			     "%d, where the tree says %llu%s", call->result,
			     (unsigned long long)way.number,
			     way.known ? "" : " and a client is refused");
}

/* INV-P2P-2: a function is 0 from itself, or its own ACS redirects */
static enum bp_ck_verdict nobody_is_away_from_himself(struct bp_case *c)
{
	const struct bp_p2p_call *call = ((const struct bp_p2p_case *)c->subject)->call;

	if (call->nr_clients != 1 || call->clients[0] != &call->provider->dev ||
	    call->result == -ENOMEM || !way_of(call->provider, call).known)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !call->result || (call->result < 0 && redirects(call->provider)),
			     "%d from itself", call->result);
}

/* What a kernel without map types answers for pairs below a common element alone. */
static bool promises_a_way_below(const struct pci_dev *provider, u64 number)
{
	const struct bp_p2p_rules *rules = provider->dev.bp_p2p->rules;

	return !rules->has_types && number < rules->host_bridge_bonus;
}

/* INV-P2P-3: a number below that of host bridges says that the way stays below the common element;
 * tests/prop/fabric sends requests along it */
static enum bp_ck_verdict way_stays_below(struct bp_case *c)
{
	const struct bp_p2p_call *call = ((const struct bp_p2p_case *)c->subject)->call;
	struct way way;

	if (call->result < 0 || !promises_a_way_below(call->provider, (u64)call->result))
		return BP_NO_CASE;
	way = way_of(call->provider, call);
	return bp_ck_verdict(c, way.below, "%d, but %s", call->result,
			     way.meets ? "an element redirects" : "there is no common element");
}

void bp_ck_judge_distance(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_1, number_is_that_of_the_tree },
		{ BP_INV_P2P_2, nobody_is_away_from_himself },
		{ BP_INV_P2P_3, way_stays_below },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-P2P-4: nobody who publishes is nearer; those that a kernel may refuse do not count */
static enum bp_ck_verdict nobody_is_nearer(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const struct bp_ck_provider *other = p->other_provider;
	struct way found, theirs;

	if (!p->call->provider)
		return BP_NO_CASE;
	if (other == p->provider)
		return bp_ck_verdict(c, other->published, "its memory is not published");
	found = way_of(p->call->provider, p->call);
	theirs = way_of(other->pdev, p->call);
	if (!other->published || !theirs.below || !theirs.known)
		return BP_NO_CASE;
	return bp_ck_verdict(c, found.number <= theirs.number, "it is %llu away, another %llu",
			     (unsigned long long)found.number, (unsigned long long)theirs.number);
}

/* INV-P2P-4: the one that is found has one reference more, all others have what they had */
static enum bp_ck_verdict one_reference_is_taken(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const struct bp_ck_provider *provider = p->other_provider;
	u64 right;

	if (!provider->counted)
		return BP_NO_CASE;
	right = provider->refs_before + (provider->pdev == p->call->provider);
	return bp_ck_verdict(c, provider->pdev->refs == right, "%u references instead of %llu",
			     provider->pdev->refs, (unsigned long long)right);
}

void bp_ck_judge_choice(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_4, nobody_is_nearer },
		{ BP_INV_P2P_4, one_reference_is_taken },
	};

	bp_ck_judge_all(c, laws);
}
