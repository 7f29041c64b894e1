/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "proof/block/chains.h"

static void tell(struct bio *bio)
{
	struct bp_link *link = bio->bi_private;

	link->told++;
	link->heard = bio->bi_status;
	bio_put(bio);
}

/* One that is there, or whose own part has not ended either. */
static struct bp_link *pick(struct bp_chains *w, bool own)
{
	struct bp_link *open[BP_CHAINS_LINKS];
	unsigned nr = 0;

	for (unsigned i = 0; i < w->n; i++)
		if (!(own ? w->links[i].own_ended : w->links[i].finished))
			open[nr++] = &w->links[i];
	return nr ? open[bp_choose_below(&w->p->trial->choices, nr)] : NULL;
}

static void make(struct bp_chains *w, struct bp_link *parent)
{
	const unsigned sectors = 1 + (unsigned)bp_choose_below(&w->p->trial->choices, 16);
	struct bio *bio = bp_block_orphan(w->p, REQ_OP_DISCARD, 0);
	struct bp_link *link = bp_chains_add(w, bio, sectors);

	bio->bi_iter.bi_size = sectors * SECTOR_SIZE;
	if (parent) {
		bp_chains_link(link, parent);
		bp_trial_say(w->p->trial, "bio %u, %u sectors; bio %u waits for it", w->n - 1,
			     sectors, (unsigned)(parent - w->links));
	} else {
		bio->bi_private = link;
		bio->bi_end_io = tell;
		bp_trial_say(w->p->trial, "bio %u, %u sectors", w->n - 1, sectors);
	}
}

/* R-SPL-3, and as R-QSP-2 chains what was cut off. */
static void cut(struct bp_chains *w, struct bp_link *link)
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
	bp_chains_link(bp_chains_add(w, front, sectors), link);
	bp_trial_say(w->p->trial, "bio %u is cut: %u sectors become bio %u",
		     (unsigned)(link - w->links), sectors, w->n - 1);
}

static void end(struct bp_chains *w, struct bp_link *link)
{
	struct bp_choices *c = &w->p->trial->choices;
	blk_status_t status = 0;

	if (!link)
		return;
	if (bp_choose_once_in(c, 3))
		status = (blk_status_t)bp_choose_between(c, BLK_STS_NOTSUPP, BLK_STS_DEV_RESOURCE);
	bp_trial_say(w->p->trial, "bio %u ends with status %u", (unsigned)(link - w->links),
		     status);
	link->own_ended = true;
	if (status)
		link->status = link->bio->bi_status = status;
	bp_chains_end_part(w, link);
	bio_endio(link->bio);
}

static void play(struct bp_block *p)
{
	struct bp_chains *w = p->world;
	struct bp_choices *c = &p->trial->choices;

	make(w, NULL);
	while (w->n < BP_CHAINS_LINKS && bp_choices_left(c)) {
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
		bp_chains_compare(w);
	}
	while (w->left) {
		end(w, pick(w, true));
		bp_chains_compare(w);
	}
}

void bp_chains_run(struct bp_trial *trial)
{
	struct bp_block *p = bp_block_new(trial);
	struct bp_chains w = { .p = p };

	p->aligned = true; /* no BUG is in order */
	p->world = &w;
	bp_block_start(p, bp_trial_rules(trial), bp_block_without_device);
	bp_block_step(p, play);
	bp_block_end(p);
}
