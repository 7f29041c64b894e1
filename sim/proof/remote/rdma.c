/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "proof/remote/rdma.h"

#define DEEDS_MAX 100

/* Of those that rdma_rw asks for, and the queue pair for work. */
static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_rdma_proof *p = arg;

	(void)bytes;
	return (kind == BP_ALLOC_RDMA || kind == BP_ALLOC_SCRATCH) && bp_mishap_strikes(&p->mishap);
}

static void choose_setup(struct bp_rdma_proof *p)
{
	static const char *const profiles[] = { "ib", "tiny", "iwarp" };
	struct bp_choices *c = &p->trial->choices;
	struct bp_show_adapters_setup *setup = &p->setup;

	setup->profile = profiles[bp_choose_below(c, bp_array_size(profiles))];
	setup->p2p = (enum bp_p2p_profile)bp_choose(c, BP_P2P_PAGES, BP_P2P_DIRECT);
	setup->force_mr = bp_choose_once_in(c, 2);
	setup->contexts = (u32)bp_choose(c, 4, 8, 1, 2, 0);
	setup->max_sge = (u32)bp_choose(c, 2, 1, 2);
	setup->offset = bp_choose(c, 0, 0x3f80000000, (u64)-0x10000000);
	setup->iommu = bp_choose_once_in(c, 4);
	setup->sg = (enum bp_iommu_sg)bp_choose(c, BP_IOMMU_SG_MERGE, BP_IOMMU_SG_PACK);
	setup->reads = (u8)bp_choose(c, 1, 4);
	if (!setup->iommu)
		setup->bounces = (u32)bp_choose(c, 0, 0, 64, 20);
	bp_trial_say(p->trial, "%s%s, memory %s page descriptors, window offset %#llx%s",
		     setup->profile, setup->force_mr ? ", force_mr" : "",
		     setup->p2p == BP_P2P_PAGES ? "with" : "without",
		     (unsigned long long)setup->offset, setup->iommu ? ", an IOMMU" : "");
	bp_trial_say(p->trial, "a queue pair for %u contexts, %u entries each, %u READs at once%s",
		     setup->contexts, setup->max_sge, setup->reads,
		     setup->bounces ? ", all is bounced" : "");
}

static void ruin(struct bp_rdma_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	const enum bp_rdma_fault fault = (enum bp_rdma_fault)bp_choose(
		c, BP_RDMA_FAULT_PEER_GONE, BP_RDMA_FAULT_BAD_RKEY, BP_RDMA_FAULT_UNDECODED);

	if (!bp_choose_once_in(c, 4))
		return;
	p->is_ruined = true;
	bp_trial_say(p->trial, "the adapter gets fault %d", (int)fault);
	bp_rdma_fault_set(p->s.near.adapter, fault,
			  (struct bp_rdma_fault_rule){ bp_choose_below(c, 4), 1 });
}

/* The next thing that can happen to a job, or time passes. */
static void deed(struct bp_rdma_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct bp_rdma_proof_job *job = &p->job[bp_choose_below(c, BP_RDMA_PROOF_JOBS)];

	switch (job->state) {
	case BP_RDMA_PROOF_UNUSED:
		bp_rdma_proof_begin(p, job);
		break;
	case BP_RDMA_PROOF_READY:
		if (bp_choose_once_in(c, 8))
			bp_rdma_proof_end(p, job);
		else
			bp_rdma_proof_post(p, job);
		break;
	case BP_RDMA_PROOF_POSTED:
		if (bp_choose_once_in(c, 16))
			ruin(p);
		bp_wait(&p->world->env);
		break;
	case BP_RDMA_PROOF_OVER:
		bp_rdma_proof_end(p, job);
		break;
	}
}

static void run(struct bp_rdma_proof *p)
{
	for (unsigned i = 0; i < DEEDS_MAX && bp_choices_left(&p->trial->choices); i++)
		deed(p);
	bp_rdma_proof_settle(p);
	for (unsigned i = 0; i < BP_RDMA_PROOF_JOBS; i++) {
		struct bp_rdma_proof_job *job = &p->job[i];

		if (job->state == BP_RDMA_PROOF_POSTED)
			bp_trial_wrong(p->trial, "lost", "job %u does not end\n", i);
		else if (job->state != BP_RDMA_PROOF_UNUSED)
			bp_rdma_proof_end(p, job);
	}
	bp_rdma_proof_take(p);
	if (bp_show_mapped(&p->s))
		bp_trial_wrong(p->trial, "balance", "entries are left mapped\n");
}

/* A wrong offset, a wrong address, and slots that are all in use are told, too. */
static bool is_expected(const struct bp_finding *finding)
{
	static const char *const told[] = { "R-B3.2", "DEF-RDMA-4", "P2P-C4.2", "P2P-C3.1" };

	for (size_t i = 0; i < bp_array_size(told); i++)
		if (!finding->violated && !strcmp(finding->id, told[i]))
			return true;
	return false;
}

void bp_rdma_proof_take(struct bp_rdma_proof *p)
{
	for (; p->nr_taken < p->findings.nr_kept; p->nr_taken++)
		if (!is_expected(&p->findings.kept[p->nr_taken]))
			bp_trial_take(p->trial, &p->findings.kept[p->nr_taken], "rdma_rw");
}

static void count_judgements(struct bp_rdma_proof *p)
{
	for (int id = 0; id < BP_INV_NR; id++)
		p->trial->outcome.judged[id] += p->findings.judged_of[id];
}

static void open_and_run(struct bp_rdma_proof *p, const struct bp_alloc_ops *ops)
{
	struct bp_env *env = &p->world->env;
	struct bp_catch catcher;

	if (!bp_catch(env, &catcher)) {
		if (!bp_show_adapters_open(&p->s, p->world, &p->setup))
			abort();
		env->alloc_ops = ops;
		env->alloc_arg = p;
		run(p);
		bp_show_adapters_close(&p->s);
		bp_catch_pop(env, &catcher);
	}
}

void bp_rdma_proof_run(struct bp_trial *trial)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	struct bp_rdma_proof *p = calloc(1, sizeof(*p));
	const struct bp_world_config config = { .rules = bp_rules_find(NULL),
						.page_shift = 12,
						.defects = trial->setup->defects };

	if (!p)
		abort();
	p->trial = trial;
	for (unsigned i = 0; i < BP_RDMA_PROOF_JOBS; i++)
		p->job[i].number = i;
	p->world = bp_world_new(&config);
	if (!p->world || bp_findings_start(&p->findings, &p->world->env, true))
		abort();
	choose_setup(p);
	open_and_run(p, &ops);
	bp_findings_end(&p->findings, 0);
	bp_findings_stop(&p->findings);
	bp_rdma_proof_take(p);
	count_judgements(p);
	bp_world_close(p->world);
	free(p);
}
