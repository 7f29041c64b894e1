/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world is set up, taken through its bios, judged and taken down.
 */
#include <stdlib.h>
#include <string.h>

#include "proof/block/block.h"

void bp_block_without_device(struct bp_block *p)
{
	p->q = &p->own_q;
	p->disk = &p->own_disk;
	bp_queue_init(&p->env, p->q);
	p->q->make_request_fn = bp_block_make_request;
	p->q->queuedata = p;
	p->disk->queue = p->q;
	strcpy(p->disk->disk_name, "proof");
}

struct bp_block *bp_block_new(struct bp_trial *trial)
{
	struct bp_block *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->trial = trial;
	bp_env_init(&p->env);
	p->check = bp_trial_watch(trial, &p->env);
	return p;
}

void bp_block_start(struct bp_block *p, const struct bp_rules *rules,
		    void (*start)(struct bp_block *p))
{
	start(p);
	p->q->bp_rules = rules;
	p->env.rules = rules;
	p->q->queue_flags |= 1ul << QUEUE_FLAG_DISCARD | 1ul << QUEUE_FLAG_SECERASE;
	if (rules->dma_direct)
		p->q->queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
	p->q->bp_defects = p->env.defects = p->trial->setup->defects;
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_block *p = arg;

	(void)kind;
	(void)bytes;
	return !p->spared && bp_mishap_strikes(&p->mishap);
}

static void let_memory_run_out(struct bp_block *p)
{
	static const struct bp_alloc_ops ops = { fails };

	p->env.alloc_ops = &ops;
	p->env.alloc_arg = p;
	p->mishap = bp_mishap_choose(&p->trial->choices, 8, 32);
	if (p->mishap.left)
		bp_trial_say(p->trial, "allocation %llu fails%s",
			     (unsigned long long)p->mishap.left,
			     p->mishap.lasts ? ", and all that follow" : "");
}

static struct bp_block *set_up(struct bp_trial *trial, void (*start)(struct bp_block *p))
{
	struct bp_block *p = bp_block_new(trial);
	const struct bp_rules *rules = bp_trial_rules(trial);

	p->kind = (enum bp_block_kind)bp_choose_below(&trial->choices, 1 + rules->dma_direct);
	bp_block_start(p, rules, start);
	bp_block_limits(p);
	bp_block_say_limits(p);
	let_memory_run_out(p);
	return p;
}

void bp_block_end(struct bp_block *p)
{
	if (!p->bugs)
		bp_check_end(p->check, 0);
	p->trial->outcome.things += p->bios;
	p->trial->outcome.bugs += p->bugs;
	bp_block_drop_requests(p);
	free(p->views);
	bp_trial_unwatch(p->trial, p->check);
	bp_env_fini(&p->env);
	free(p);
}

void bp_block_submit(struct bp_block *p, struct bio *bio)
{
	bool has_twin = p->kind == BP_BLOCK_PAGE && bio_has_data(bio) && p->q->bp_rules->dma_direct;

	p->twin = has_twin ? bp_block_twin_of(p, bio) : NULL;
	submit_bio(bio);
	if (p->twin)
		bio_put(p->twin);
	p->twin = NULL;
}

static void one_bio(struct bp_block *p)
{
	struct bio *bio = bp_block_bio(p);

	p->bios++;
	if (!bio->bi_iter.bi_size) { /* every add was refused; nobody submits that */
		bio_put(bio);
		return;
	}
	bp_block_iterate(p, bio);
	bp_block_submit(p, bio);
	if (bp_choose_once_in(&p->trial->choices, 6))
		bp_block_finish_requests(p);
}

static bool is_defective(const struct bp_block *p)
{
	static const struct bp_defects none;

	return memcmp(&p->env.defects, &none, sizeof(none)) != 0;
}

/*
 * A BUG is allowed where the rules name it: outside PRE-A (QUIRK-4, R-ITER-6), or by a defect; but
 * for the one that shows a defect and nothing else (DEF-8).
 */
static bool bug_is_allowed(const struct bp_block *p)
{
	if (p->env.bug.site == BP_SITE_LIST_COPY_STUCK)
		return false;
	if (is_defective(p))
		return true;
	if (p->env.bug.site == BP_SITE_SPLIT_EMPTY) /* G-6; a direct bio is cut as under v5.2 */
		return !p->aligned &&
		       (p->kind == BP_BLOCK_DMA || p->env.rules->empty_front == BP_EMPTY_FRONT_BUG);
	if (p->env.bug.site == BP_SITE_ITER_STUCK) /* G-14 */
		return !p->aligned && !p->env.rules->empty_vector_passes;
	return !p->aligned;
}

void bp_block_step(struct bp_block *p, void (*fn)(struct bp_block *p))
{
	struct bp_catch catcher;

	if (bp_catch(&p->env, &catcher) == 0) {
		fn(p);
		bp_catch_pop(&p->env, &catcher);
		return;
	}
	p->bugs++;
	p->env.current.bio_list = NULL;
	p->spared = false;
	p->twin = NULL;
	bp_block_drop_requests(p);
	bp_trial_say(p->trial, "BUG at %s", bp_site_get(p->env.bug.site)->symbol);
	if (!bug_is_allowed(p))
		bp_trial_wrong(p->trial, "BUG", "BUG at %s\n",
			       bp_site_get(p->env.bug.site)->symbol);
}

void bp_block_parts(struct bp_trial *trial)
{
	struct bp_block *p = set_up(trial, bp_block_without_device);

	bp_block_step(p, bp_block_set_limits);
	bp_block_step(p, bp_block_misuse);
	do
		bp_block_step(p, one_bio);
	while (p->bios < BP_BLOCK_BIOS && bp_choices_left(&trial->choices));
	bp_block_step(p, bp_block_finish_requests);
	bp_block_end(p);
}

/* Requests that a BUG stopped halfway never end: such a scenario is over. */
void bp_block_device(struct bp_trial *trial)
{
	struct bp_block *p = set_up(trial, bp_block_device_start);

	do
		bp_block_step(p, bp_block_device_burst);
	while (!p->bugs && p->bios < BP_BLOCK_BIOS && bp_choices_left(&trial->choices));
	if (!p->bugs)
		bp_block_step(p, bp_block_device_stop);
	bp_block_end(p);
}
