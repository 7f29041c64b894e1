/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each bio waits for, and which status its parts make it (R-CHN-1 to R-CHN-3).
 */
#include "proof/block/chains.h"

struct bp_link *bp_chains_add(struct bp_chains *w, struct bio *bio, unsigned sectors)
{
	struct bp_link *link = &w->links[w->n++];

	*link = (struct bp_link){ .bio = bio, .sectors = sectors };
	w->left++;
	w->p->bios++;
	return link;
}

void bp_chains_link(struct bp_link *child, struct bp_link *parent)
{
	bio_chain(child->bio, parent->bio);
	child->parent = parent;
	parent->children++;
	parent->chained = true;
}

void bp_chains_end_part(struct bp_chains *w, struct bp_link *link)
{
	for (; link && link->own_ended && !link->children; link = link->parent) {
		link->finished = true;
		w->left--;
		if (!link->parent)
			continue;
		link->parent->children--;
		if (!link->parent->status)
			link->parent->status = link->status;
	}
}

/* What is not as it should be, NULL when all is. */
static const char *difference(const struct bp_link *link)
{
	const struct bio *bio = link->bio;
	const unsigned left = link->children + !link->own_ended;

	if (link->finished && !link->parent && (link->told != 1 || link->heard != link->status))
		return "its owner is told once, with the status of its parts (R-CHN-3)";
	if (link->finished)
		return NULL;
	if (link->told)
		return "its owner is told too soon (R-CHN-2)";
	if (bio->bi_status != link->status)
		return "its status so far (R-CHN-3)";
	if (bio->__bi_remaining != (link->chained ? (int)left : 1))
		return "__bi_remaining (R-CHN-1, R-CHN-2)";
	return bio_flagged(bio, BIO_CHAIN) != link->chained ? "BIO_CHAIN (R-CHN-1)" : NULL;
}

void bp_chains_compare(struct bp_chains *w)
{
	struct bp_trial *trial = w->p->trial;

	for (unsigned i = 0; i < w->n; i++) {
		const char *what = difference(&w->links[i]);

		if (what)
			bp_trial_wrong(trial, "chain", "bio %u: not by the rules: %s\n", i, what);
	}
	if (w->p->env.live[BP_ALLOC_BIO] != w->left)
		bp_trial_wrong(trial, "bios",
			       "%llu bios are there, %u are not finished (R-CHN-2)\n",
			       (unsigned long long)w->p->env.live[BP_ALLOC_BIO], w->left);
}
