/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "proof/block.h"
#include "proof/chains.h"

#define LINKS 48

/**
 * struct link - a bio as it should be
 * @parent: it waits for this one, NULL for nobody: its owner is told
 * @sectors: of its own part
 * @children: that are not finished
 * @chained: it has had some
 * @own_ended: its own part has
 * @status: what its parts make it, so far (R-CHN-3)
 * @told: how often its owner was
 * @heard: status that the owner was told
 */
struct link {
	struct bio *bio;
	struct link *parent;
	unsigned sectors;
	unsigned children;
	bool chained;
	bool own_ended;
	bool finished;
	blk_status_t status;
	unsigned told;
	blk_status_t heard;
};

struct chains {
	struct bp_block *p;
	unsigned n;
	unsigned left; /* not finished */
	struct link links[LINKS];
};

static void tell(struct bio *bio)
{
	struct link *link = bio->bi_private;

	link->told++;
	link->heard = bio->bi_status;
	bio_put(bio);
}

static struct link *add(struct chains *w, struct bio *bio, unsigned sectors)
{
	struct link *link = &w->links[w->n++];

	*link = (struct link){ .bio = bio, .sectors = sectors };
	w->left++;
	w->p->bios++;
	return link;
}

static void chain(struct link *child, struct link *parent)
{
	bio_chain(child->bio, parent->bio);
	child->parent = parent;
	parent->children++;
	parent->chained = true;
}

/* What R-CHN-2 makes of it when a part of @link has ended. */
static void end_part(struct chains *w, struct link *link)
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

/* One that is there, or whose own part has not ended either. */
static struct link *pick(struct chains *w, bool own)
{
	unsigned nr = 0, i = 0;
	u64 which;

	for (unsigned k = 0; k < w->n; k++)
		nr += own ? !w->links[k].own_ended : !w->links[k].finished;
	if (!nr)
		return NULL;
	for (which = bp_choose_below(&w->p->trial->choices, nr);; i++)
		if (!(own ? w->links[i].own_ended : w->links[i].finished) && !which--)
			return &w->links[i];
}

static void make(struct chains *w, struct link *parent)
{
	const unsigned sectors = 1 + (unsigned)bp_choose_below(&w->p->trial->choices, 16);
	struct bio *bio = bp_block_orphan(w->p, REQ_OP_DISCARD, 0);
	struct link *link = add(w, bio, sectors);

	bio->bi_iter.bi_size = sectors * SECTOR_SIZE;
	if (parent) {
		chain(link, parent);
	} else {
		bio->bi_private = link;
		bio->bi_end_io = tell;
	}
	if (parent)
		bp_trial_say(w->p->trial, "bio %u, %u sectors; bio %u waits for it", w->n - 1,
			     sectors, (unsigned)(parent - w->links));
	else
		bp_trial_say(w->p->trial, "bio %u, %u sectors", w->n - 1, sectors);
}

/* R-SPL-3, and as R-QSP-2 chains what was cut off. */
static void cut(struct chains *w, struct link *link)
{
	unsigned sectors;
	struct bio *front;

	if (!link || link->sectors < 2)
		return;
	sectors = (unsigned)bp_choose_between(&w->p->trial->choices, 1, link->sectors - 1);
	front = bio_split(link->bio, (int)sectors, GFP_NOIO, &w->p->q->bio_split);
	if (!front)
		abort();
	link->sectors -= sectors;
	chain(add(w, front, sectors), link);
	bp_trial_say(w->p->trial, "bio %u is cut: %u sectors become bio %u",
		     (unsigned)(link - w->links), sectors, w->n - 1);
}

static void end(struct chains *w, struct link *link)
{
	struct bp_choices *c = &w->p->trial->choices;
	blk_status_t status = 0;

	if (!link)
		return;
	if (bp_choose_once_in(c, 3))
		status = (blk_status_t)bp_choose_between(c, 1, 13);
	bp_trial_say(w->p->trial, "bio %u ends with status %u", (unsigned)(link - w->links),
		     status);
	link->own_ended = true;
	if (status)
		link->status = link->bio->bi_status = status;
	end_part(w, link);
	bio_endio(link->bio);
}

/* What is not as it should be, NULL when all is. */
static const char *difference(const struct link *link)
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

static void compare(struct chains *w)
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

static void play(struct bp_block *p)
{
	struct chains *w = p->world;
	struct bp_choices *c = &p->trial->choices;

	make(w, NULL);
	while (w->n < LINKS && bp_choices_left(c)) {
		switch (bp_choose_below(c, 5)) {
		case 0:
			make(w, pick(w, false));
			break;
		case 1:
			cut(w, pick(w, true));
			break;
		case 2:
			make(w, NULL);
			break;
		default:
			end(w, pick(w, true));
		}
		compare(w);
	}
	while (w->left) {
		end(w, pick(w, true));
		compare(w);
	}
}

void bp_chains_run(struct bp_trial *trial)
{
	struct bp_block *p = bp_block_new(trial);
	struct chains w = { .p = p };

	p->aligned = true; /* no BUG is in order */
	p->world = &w;
	bp_block_start(p, bp_trial_rules(trial), bp_block_without_device);
	bp_block_step(p, play);
	bp_block_end(p);
}
