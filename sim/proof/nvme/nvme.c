/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include <blkpath/nvme_queue.h>

#include "proof/nvme/nvme.h"

#define STEPS_MAX 256u
#define SLEEPS_MAX 100000u
#define BURST 4u

/* A finding of the model is wrong here, though a kernel would not notice it. */
static void hear(void *arg, const struct bp_report *report)
{
	const struct bp_site *site = bp_site_get(report->site);
	struct bp_nvme_proof *p = arg;

	if (site->severity == BP_FINDING && report->site != BP_SITE_CHECK_VIOLATION)
		bp_trial_wrong(p->trial, site->symbol, "finding %s: %llu, %llu\n", site->symbol,
			       (unsigned long long)report->a, (unsigned long long)report->b);
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_nvme_proof *p = arg;

	(void)kind;
	(void)bytes;
	return bp_mishap_strikes(&p->mishap);
}

/* Somebody waits: for completions that nobody tells of, or for whatever comes next. */
static bool wait(struct bp_nvme_proof *p)
{
	struct nvme_dev *dev = p->nvme.dev;
	unsigned seen = 0;

	for (unsigned i = 1; p->setup.polled && i < dev->online_queues; i++)
		seen += bp_nvme_poll(&dev->queues[i]);
	return seen || bp_wait(&p->env);
}

static bool is_idle(const struct bp_nvme_proof *p)
{
	for (unsigned i = 0; i < BP_NVME_PROOF_IOS; i++)
		if (p->io[i].busy)
			return false;
	return true;
}

static void drain(struct bp_nvme_proof *p)
{
	unsigned sleeps = 0;

	while (!is_idle(p))
		if (!wait(p) || sleeps++ == SLEEPS_MAX) {
			bp_trial_wrong(p->trial, "hang", "an I/O never ends\n");
			return;
		}
}

static void burst(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct blk_plug plug;

	blk_start_plug(&p->env, &plug);
	for (u64 n = bp_choose_between(c, 2, BURST); n; n--)
		bp_nvme_proof_submit(p);
	blk_finish_plug(&p->env, &plug);
}

static void step(struct bp_nvme_proof *p)
{
	switch (bp_choose_below(&p->trial->choices, 16)) {
	case 8 ... 9:
		burst(p);
		break;
	case 10 ... 12:
		wait(p);
		break;
	case 13 ... 14:
		drain(p);
		break;
	case 15:
		if (p->rough)
			bp_nvme_proof_hurt(p);
		break;
	default:
		bp_nvme_proof_submit(p);
		break;
	}
}

static void begin(struct bp_nvme_proof *p)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };

	bp_env_init(&p->env);
	p->env.alloc_ops = &ops;
	p->env.alloc_arg = p;
	p->env.on_report = hear;
	p->env.report_arg = p;
	p->env.defects = p->trial->setup->defects;
	p->ram = bp_ram_new(&p->env);
	p->bytes = malloc(BP_NVME_PROOF_BYTES);
	if (!p->ram || !p->bytes)
		abort();
	p->check = bp_trial_watch(p->trial, &p->env);
	for (u32 lba = 0; lba < BP_NVME_PROOF_SECTORS; lba++)
		p->block[lba].nr = 1;
}

/* What the user of the driver and of the queue may still say. */
static void tune(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct queue_limits *limits = &p->nvme.disk->queue->limits;

	if (p->large)
		limits->max_sectors = limits->max_hw_sectors; /* max_sectors_kb */
	if (p->odd)
		p->nvme.dev->dev->dma_parms.min_align_mask = 0;
	if (bp_choose_once_in(c, 8))
		p->nvme.dev->ctrl.quirks |= NVME_QUIRK_DEALLOCATE_ZEROES;
}

static bool bring_up(struct bp_nvme_proof *p)
{
	struct bp_error err = { 0 };
	int error;

	p->setup.doc = &p->doc;
	p->setup.ram = p->ram;
	p->setup.device = &p->device;
	p->setup.capacity_sectors = BP_NVME_PROOF_SECTORS;
	error = bp_world_device_open(&p->device, &p->env, &p->device_doc, &p->doc,
				     &p->trial->setup->defects, &err)
			?: bp_world_nvme_open(&p->nvme, &p->env, &p->setup, &err);
	if (error)
		bp_trial_wrong(p->trial, "start", "%d: %s: %s\n", error, err.key, err.text);
	return !error;
}

static void live(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;

	bp_nvme_proof_configure(p);
	if (!bring_up(p))
		return;
	tune(p);
	for (unsigned n = 0; n < STEPS_MAX && !p->gone && (!n || bp_choices_left(c)); n++)
		step(p);
	p->mishap = (struct bp_mishap){ 0 };
	drain(p);
	if (is_idle(p))
		bp_nvme_proof_judge_medium(p);
}

/* The driver goes; unless something that never ends would keep it waiting. */
static void leave(struct bp_nvme_proof *p)
{
	if (!is_idle(p))
		return;
	bp_world_nvme_unbind(&p->nvme);
	bp_world_device_unbind(&p->device);
	bp_check_end(p->check, 0);
}

/* What a BUG leaves is nobody's: it goes with the environment. */
static void end(struct bp_nvme_proof *p)
{
	bp_trial_unwatch(p->trial, p->check);
	bp_world_nvme_close(&p->nvme);
	bp_world_device_close(&p->device);
	bp_ram_free(p->ram);
	bp_env_fini(&p->env);
	free(p->bytes);
	free(p);
}

void bp_nvme_proof_run(struct bp_trial *trial)
{
	struct bp_nvme_proof *p = calloc(1, sizeof(*p));
	struct bp_catch catcher;

	if (!p)
		abort();
	p->trial = trial;
	begin(p);
	if (bp_catch(&p->env, &catcher)) {
		bp_trial_wrong(trial, "BUG", "BUG at %s\n", bp_site_get(p->env.bug.site)->symbol);
		p->device.peers.on = false; /* what was not given back cannot be taken apart */
	} else {
		live(p);
		leave(p);
		bp_catch_pop(&p->env, &catcher);
	}
	end(p);
}
