/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "pci/transfer.h"
#include "proof/nvme/bare.h"
#include "world/machine_fabric.h"
#include "world/machine_own.h"

#define STEPS_MAX 512u
#define SLEEPS_MAX 100000u
#define CMB_BYTES 0x100000u

static phys_addr_t at_register(const struct bp_bare *bare, u64 offset)
{
	return bp_phys_addr(bare->machine.function->resource[0].start + offset);
}

void bp_bare_write(struct bp_bare *bare, u64 offset, u64 value, unsigned bytes)
{
	const __le64 data = cpu_to_le64(value);

	bp_trial_say(bare->trial, "register 0x%llx, %u bytes of 0x%llx", (unsigned long long)offset,
		     bytes, (unsigned long long)value);
	bp_fabric_cpu_write(bare->fabric, at_register(bare, offset), &data, bytes);
}

u64 bp_bare_read(struct bp_bare *bare, u64 offset, unsigned bytes)
{
	__le64 data = { { 0 } };

	bp_fabric_cpu_read(bare->fabric, at_register(bare, offset), &data, bytes);
	return le64_to_cpu(data);
}

void bp_bare_doorbell(struct bp_bare *bare, u16 qid, bool is_cq, u32 value)
{
	const u64 stride = 4ull << bare->config.dstrd;

	bp_bare_write(bare, NVME_REG_DBS + (2ull * qid + is_cq) * stride, value, 4);
}

void bp_bare_put(struct bp_bare *bare, u16 qid, const struct nvme_command *command)
{
	struct bp_bare_ring *ring = &bare->ring[qid];
	const u64 at = BP_BARE_SQS + qid * BP_BARE_RING + ring->tail * sizeof(*command);

	bp_ram_write(bare->ram, bp_phys_addr(at), command, sizeof(*command));
	ring->tail = (ring->tail + 1) % ring->size;
}

void bp_bare_settle(struct bp_bare *bare)
{
	unsigned sleeps = 0;

	while (bp_wait(&bare->env))
		if (sleeps++ == SLEEPS_MAX) {
			bp_trial_wrong(bare->trial, "hang", "something is under way for ever");
			return;
		}
}

/* Completions that are there; the controller hears how far the host has come. */
static void reap(struct bp_bare *bare, u16 qid)
{
	struct bp_bare_ring *ring = &bare->ring[qid];
	struct nvme_completion cqe;
	unsigned n;

	for (n = 0; n < ring->size; n++) {
		const u64 at = BP_BARE_CQS + qid * BP_BARE_RING + ring->head * sizeof(cqe);

		bp_ram_read(bare->ram, bp_phys_addr(at), &cqe, sizeof(cqe));
		if ((le16_to_cpu(cqe.status) & 1) != ring->phase)
			break;
		ring->head = (ring->head + 1) % ring->size;
		ring->phase ^= !ring->head;
	}
	if (n)
		bp_bare_doorbell(bare, qid, true, ring->head);
}

static void submit(struct bp_bare *bare, u16 qid)
{
	const struct nvme_command command = bp_bare_command(bare, qid);

	bp_bare_put(bare, qid, &command);
	bare->trial->outcome.things++;
	if (!bp_choose_once_in(&bare->trial->choices, 4))
		bp_bare_doorbell(bare, qid, false, bare->ring[qid].tail);
}

static void poke(struct bp_bare *bare)
{
	static const u16 registers[] = { NVME_REG_CC,	  NVME_REG_INTMS,  NVME_REG_INTMC,
					 NVME_REG_CSTS,	  NVME_REG_NSSR,   NVME_REG_AQA,
					 NVME_REG_ASQ,	  NVME_REG_ACQ,	   NVME_REG_CMBLOC,
					 NVME_REG_CMBSZ,  NVME_REG_CMBMSC, NVME_REG_CMBSTS,
					 NVME_REG_CMBMSC, NVME_REG_CAP,	   NVME_REG_VS };
	struct bp_choices *c = &bare->trial->choices;
	const u64 known = registers[bp_choose_below(c, bp_array_size(registers))];
	const u64 offset = bp_choose_edge(c, 0, 0x3fffff, known, known, known, known + 4);
	const u64 value = bp_choose_edge(c, 0, ~0ull, 0, 0x460000, 0x460001, 0x464001, 0x468001,
					 NVME_NSSR_MAGIC, 0xf000f, BP_BARE_SQS, BP_BARE_CQS, 3,
					 BP_BARE_DATA | 3, ~0ull);
	const unsigned bytes = (unsigned)bp_choose(c, 4, 8, 4, 8, 1, 2);

	if (bp_choose_once_in(c, 4))
		bp_bare_read(bare, offset, bytes);
	else
		bp_bare_write(bare, offset, value, bytes);
}

static void ring(struct bp_bare *bare)
{
	struct bp_choices *c = &bare->trial->choices;
	const u16 qid = (u16)bp_choose_below(c, BP_BARE_QUEUES + 1);
	const bool is_cq = bp_choose_once_in(c, 2);
	const u32 tail = bare->ring[qid % BP_BARE_QUEUES].tail;

	bp_bare_doorbell(bare, qid, is_cq, (u32)bp_choose_edge(c, 0, ~0u, tail, 0, tail + 1));
}

/* Any bytes, where a ring or a list may be. */
static void scribble(struct bp_bare *bare)
{
	struct bp_choices *c = &bare->trial->choices;
	const u64 at = bp_choose_between(c, BP_BARE_SQS, BP_BARE_DATA + 0x40000);
	const __le64 value = cpu_to_le64(bp_choose_below(c, 0));

	bp_ram_write(bare->ram, bp_phys_addr(at), &value, sizeof(value));
}

/* A rule of faults.md by its row; a place and a value that it may have. */
static void hurt(struct bp_bare *bare)
{
	struct bp_choices *c = &bare->trial->choices;
	struct bp_nvme_fault fault = {
		.point = (enum bp_nvme_fault_point)bp_choose_below(c, BP_NVME_FAULT_NR),
		.count = bp_choose(c, 1, 2, 0),
	};

	if (bp_nvme_fault_table[fault.point].place != BP_NVME_PLACE_NONE &&
	    bp_choose_once_in(c, 2)) {
		fault.filters = BP_NVME_FILTER_PLACE;
		fault.place = bp_choose_below(c, BP_NVME_STEP_NR);
	}
	bp_trial_say(bare->trial, "fault %s", bp_nvme_fault_table[fault.point].name);
	bp_nvme_fault_add(bare->ctrl, &fault);
}

static void step(struct bp_bare *bare)
{
	struct bp_choices *c = &bare->trial->choices;
	const u16 qid = (u16)bp_choose_edge(c, 0, BP_BARE_QUEUES - 1, 1, 0, 1, 2);

	switch (bp_choose_below(c, 16)) {
	case 0 ... 5:
		submit(bare, qid);
		break;
	case 6 ... 7:
		reap(bare, qid);
		break;
	case 8 ... 9:
		bp_wait(&bare->env);
		break;
	case 10:
		bp_bare_settle(bare);
		break;
	case 11:
		bp_bare_lists(bare);
		break;
	case 12:
		poke(bare);
		break;
	case 13:
		ring(bare);
		break;
	case 14:
		scribble(bare);
		break;
	case 15:
		if (bp_choose_once_in(c, 4))
			hurt(bare);
		break;
	}
}

static void open_bare(struct bp_bare *bare)
{
	struct bp_machine_fabric_setup setup = {
		.machine = &bare->machine,
		.env = &bare->env,
		.view = &bare->view,
	};
	struct bp_error err = { 0 };
	int error;

	bp_env_init(&bare->env);
	bare->env.defects = bare->trial->setup->defects;
	error = bp_world_machine_own(&bare->machine, &bare->env, CMB_BYTES, false);
	bare->ram = setup.ram = bp_ram_new(&bare->env);
	if (error || !bare->ram)
		abort();
	bare->fabric = bp_machine_fabric_new(&setup);
	if (!bare->fabric)
		abort();
	pci_write_config_word(bare->machine.function, PCI_COMMAND,
			      PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	bp_bare_configure(bare);
	if (bp_nvme_controller_new(bare->fabric, bare->machine.function, &bare->config, &bare->ctrl,
				   &err))
		bp_trial_wrong(bare->trial, "configuration", "%s: %s", err.key, err.text);
}

static void close_bare(struct bp_bare *bare)
{
	bp_nvme_controller_free(bare->ctrl);
	bp_fabric_free(bare->fabric);
	bp_world_machine_close(&bare->machine);
	bp_ram_free(bare->ram);
	bp_env_fini(&bare->env);
}

static void work(struct bp_bare *bare)
{
	bool is_up = !bp_choose_once_in(&bare->trial->choices, 8);

	if (is_up)
		bp_bare_bring_up(bare);
	for (unsigned n = 0; n < STEPS_MAX && bp_choices_left(&bare->trial->choices); n++)
		step(bare);
	bp_bare_settle(bare);
}

/* The checker knows doorbells from a driver, and there is none. */
static void excuse_host(struct bp_trial *trial)
{
	trial->excused[BP_INV_NVME_14] = true;
	trial->excused[BP_INV_NVME_16] = true;
}

void bp_bare_run(struct bp_trial *trial)
{
	struct bp_bare bare = { .trial = trial };
	struct bp_check *check;

	excuse_host(trial);
	open_bare(&bare);
	check = bp_trial_watch(trial, &bare.env);
	if (bare.ctrl)
		work(&bare);
	bp_trial_unwatch(trial, check);
	close_bare(&bare);
}
