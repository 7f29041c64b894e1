/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a fault happen here and now?
 */
#include <errno.h>

#include <blkpath/random.h>

#include "nvme/engine.h"

const struct bp_nvme_fault_info bp_nvme_fault_table[BP_NVME_FAULT_NR] = {
#define X(NAME, name, place, value, max, words)                                                    \
	[BP_NVME_FAULT_##NAME] = { name, BP_NVME_PLACE_##place, value, max, words },
	BP_NVME_FAULTS(X)
#undef X
};

const char *const bp_nvme_step_name[BP_NVME_STEP_NR] = {
	[BP_NVME_STEP_DOORBELL] = "doorbell", [BP_NVME_STEP_FETCH] = "fetch",
	[BP_NVME_STEP_EXECUTE] = "execute",   [BP_NVME_STEP_COMPLETE] = "complete",
	[BP_NVME_STEP_POST] = "post",	      [BP_NVME_STEP_INTERRUPT] = "interrupt",
};

int bp_nvme_fault_add(struct bp_nvme_controller *ctrl, const struct bp_nvme_fault *fault)
{
	struct bp_nvme_fault_set *set = &ctrl->faults;

	if (set->nr == BP_NVME_FAULTS_MAX)
		return -ENOSPC;
	set->rule[set->nr++] = *fault;
	return 0;
}

void bp_nvme_fault_clear(struct bp_nvme_controller *ctrl)
{
	ctrl->faults.nr = 0;
}

static bool has_lba(const struct bp_nvme_run *run)
{
	switch (run->cmd.common.opcode) {
	case nvme_cmd_write:
	case nvme_cmd_read:
	case nvme_cmd_write_uncor:
	case nvme_cmd_compare:
	case nvme_cmd_write_zeroes:
	case nvme_cmd_verify:
		return run->sqid;
	default:
		return false;
	}
}

static bool touches(const struct bp_nvme_fault *rule, const struct bp_nvme_run *run)
{
	u64 first = le64_to_cpu(run->cmd.rw.slba);
	u64 last = first + le16_to_cpu(run->cmd.rw.length);

	return has_lba(run) && first <= rule->last_lba && last >= rule->first_lba;
}

/* An opcode without a word about the queue means I/O. */
static bool is_opcode(const struct bp_nvme_fault *rule, const struct bp_nvme_run *run)
{
	return run->cmd.common.opcode == rule->opcode &&
	       (rule->filters & (BP_NVME_FILTER_SQID | BP_NVME_FILTER_WHERE) || run->sqid);
}

static bool fits_command(const struct bp_nvme_fault *rule, const struct bp_nvme_run *run)
{
	unsigned filters = rule->filters & ~(unsigned)BP_NVME_FILTER_PLACE;

	if (!filters)
		return true;
	if (!run)
		return false;
	return (!(filters & BP_NVME_FILTER_WHERE) || rule->is_admin == !run->sqid) &&
	       (!(filters & BP_NVME_FILTER_SQID) || run->sqid == rule->sqid) &&
	       (!(filters & BP_NVME_FILTER_CID) || bp_nvme_run_cid(run) == rule->cid) &&
	       (!(filters & BP_NVME_FILTER_OPCODE) || is_opcode(rule, run)) &&
	       (!(filters & BP_NVME_FILTER_NSID) ||
		le32_to_cpu(run->cmd.common.nsid) == rule->nsid) &&
	       (!(filters & BP_NVME_FILTER_LBA) || touches(rule, run));
}

static bool fits_place(const struct bp_nvme_fault *rule, u64 which)
{
	enum bp_nvme_place place = bp_nvme_fault_table[rule->point].place;
	bool is_where = place == BP_NVME_PLACE_STEP || place == BP_NVME_PLACE_WHICH;

	return !is_where || !(rule->filters & BP_NVME_FILTER_PLACE) || rule->place == which;
}

/* It fits: is it its turn? */
static bool is_its_turn(struct bp_nvme_fault *rule)
{
	u64 chance = rule->chances++;

	if (rule->count && rule->fired >= rule->count)
		return false;
	if (chance < rule->skip)
		return false;
	if (rule->every && (chance - rule->skip) % rule->every != rule->every - 1)
		return false;
	return !rule->per_million || bp_random_next(&rule->seed) % 1000000 < rule->per_million;
}

const struct bp_nvme_fault *bp_nvme_fault_at(struct bp_nvme_controller *ctrl,
					     enum bp_nvme_fault_point point,
					     struct bp_nvme_run *run, u64 which)
{
	for (unsigned i = 0; i < ctrl->faults.nr; i++) {
		struct bp_nvme_fault *rule = &ctrl->faults.rule[i];

		if (rule->point != point || !fits_place(rule, which) || !fits_command(rule, run) ||
		    !is_its_turn(rule))
			continue;
		rule->fired++;
		ctrl->counters.faults++;
		if (run)
			run->injected = true;
		return rule;
	}
	return NULL;
}

u64 bp_nvme_fault_fired(const struct bp_nvme_controller *ctrl, unsigned index)
{
	return ctrl->faults.rule[index].fired;
}

u64 bp_nvme_fault_value(const struct bp_nvme_fault *fault)
{
	if (fault->filters & BP_NVME_FILTER_PLACE)
		return fault->place;
	return bp_nvme_fault_table[fault->point].value;
}
