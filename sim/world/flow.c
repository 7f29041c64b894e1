/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "world/flow_world.h"

const char *const bp_flow_way_name[BP_FLOW_WAYS] = {
	[BP_FLOW_RAM] = "ram",
	[BP_FLOW_PAGES] = "pages",
	[BP_FLOW_DIRECT] = "direct",
};

const char *const bp_flow_op_name[BP_FLOW_OPS] = {
	[BP_FLOW_WRITE] = "write",
	[BP_FLOW_READ] = "read",
	[BP_FLOW_FLUSH] = "flush",
	[BP_FLOW_ZERO] = "zero",
};

struct bp_world_flow_setup bp_world_flow_default(void)
{
	return (struct bp_world_flow_setup){
		.profile = "ib",
		.depth = 128,
		.inline_bytes = NVMET_RDMA_DEFAULT_INLINE_DATA_SIZE,
		.seed = 1,
		.bytes = (u64)64 << 20,
	};
}

static unsigned count_of(const struct bp_world_flow_io *io)
{
	return io->count ?: 1;
}

static int list_commands(struct bp_flow_world *world)
{
	const struct bp_world_flow_setup *setup = world->setup;
	struct bp_world_flow *flow = world->flow;
	struct bp_world_flow_ended *next;

	for (unsigned i = 0; i < setup->nr_ios; i++)
		flow->nr_ended += count_of(&setup->io[i]);
	next = flow->ended = calloc(flow->nr_ended ?: 1, sizeof(*flow->ended));
	if (!next)
		return -ENOMEM;
	for (unsigned i = 0; i < setup->nr_ios; i++) {
		const struct bp_world_flow_io *io = &setup->io[i];
		const u32 bytes = io->op == BP_FLOW_FLUSH ? 0 : io->bytes;

		for (unsigned n = 0; n < count_of(io); n++)
			*next++ = (struct bp_world_flow_ended){
				.io = i,
				.op = io->op,
				.slba = io->slba + (u64)n * (bytes >> SECTOR_SHIFT),
				.bytes = bytes,
				.state = BP_FLOW_LOST,
			};
	}
	return bp_flow_slots(world);
}

static struct bp_rdma_adapter *adapter_at(const struct bp_flow_world *world, enum bp_flow_end end)
{
	return end == BP_FLOW_AT_HCA ? world->adapter : bp_initiator_adapter(world->host);
}

static int add_faults(struct bp_flow_world *world, struct bp_error *err)
{
	const struct bp_world_flow_setup *setup = world->setup;
	int error = 0;

	for (unsigned i = 0; i < setup->nr_faults; i++)
		bp_rdma_fault_set(adapter_at(world, setup->fault[i].end), setup->fault[i].fault,
				  setup->fault[i].rule);
	for (unsigned i = 0; i < setup->nr_drive_faults && !error; i++) {
		struct bp_nvme_fault fault;

		error = bp_nvme_fault_parse(setup->drive_fault[i], &fault, err);
		error = error ?: bp_nvme_fault_add(world->ctrl, &fault);
	}
	return error;
}

/* Until the first command. */
static int open_world(struct bp_flow_world *world, struct bp_error *err)
{
	int error = bp_flow_machine_open(world, err);

	error = error ?: bp_flow_drive_open(world, err);
	error = error ?: bp_flow_target_open(world, err);
	error = error ?: bp_flow_prepare(world);
	return error ?: add_faults(world, err);
}

static int work(struct bp_flow_world *world)
{
	const struct bp_flow_guest *guest = world->setup->guest;
	int error = bp_flow_meter_start(world);

	if (!error && guest && guest->begin)
		guest->begin(world, guest->context);
	error = error ?: bp_flow_submit(world);
	error = error ?: bp_flow_meter_stop(world);
	if (!error && guest && guest->end)
		guest->end(world, guest->context);
	return error ?: bp_flow_look(world);
}

static void sum_up(struct bp_flow_world *world)
{
	struct bp_world_flow *flow = world->flow;

	for (unsigned i = 0; i < flow->nr_ended; i++)
		flow->tally[flow->ended[i].state]++;
	flow->fabric = world->fabric;
	flow->machine = &world->machine;
	flow->hca = world->hca;
	flow->drive = world->drive;
	flow->provider = world->provider;
	flow->provider_bar = world->provider ? world->bar : PCI_STD_NUM_BARS;
	flow->recoveries = world->host ? bp_initiator_counters(world->host)->recoveries : 0;
	flow->wrong_addresses = world->intent.wrong;
	flow->told = world->intent.told;
	flow->right = world->intent.right;
	flow->drops = world->fabric ? world->fabric->nr_drops : 0;
	flow->misdelivered = world->fabric ? world->fabric->misdelivered : 0;
}

static void judge_what_is_left(struct bp_flow_world *world)
{
	if (world->ram)
		bp_findings_end(&world->flow->findings, bp_ram_report(world->ram).allocated);
}

/* A BUG ends what runs; what was counted until then is told. */
static int run_caught(struct bp_flow_world *world, struct bp_error *err)
{
	struct bp_catch catcher;
	int error;

	if (bp_catch(&world->env, &catcher))
		return 0;
	error = open_world(world, err) ?: work(world);
	bp_catch_pop(&world->env, &catcher);
	return error;
}

static void step_caught(struct bp_flow_world *world, void (*step)(struct bp_flow_world *))
{
	struct bp_catch catcher;

	if (bp_catch(&world->env, &catcher))
		return;
	step(world);
	bp_catch_pop(&world->env, &catcher);
}

/* Everything that runs goes, whatever a BUG keeps from going; what pictures are drawn from stays.
 */
static void stop(struct bp_flow_world *world)
{
	static void (*const steps[])(struct bp_flow_world *) = {
		bp_flow_host_leave,  bp_flow_target_close,  bp_flow_host_close, bp_flow_drive_leave,
		bp_flow_drive_close, bp_flow_machine_close, judge_what_is_left,
	};

	for (size_t i = 0; i < bp_array_size(steps); i++)
		step_caught(world, steps[i]);
}

int bp_world_flow_run(const struct bp_world_flow_setup *setup, enum bp_flow_way way,
		      struct bp_world_flow *flow, struct bp_error *err)
{
	struct bp_flow_world *world;
	int error;

	*flow = (struct bp_world_flow){ .way = way, .distance = -1 };
	error = bp_flow_check(setup, err);
	if (error)
		return error;
	world = flow->world = calloc(1, sizeof(*world));
	if (!world)
		return -ENOMEM;
	world->setup = setup;
	world->way = way;
	world->flow = flow;
	bp_env_init(&world->env);
	world->env.defects = setup->defects;
	error = bp_findings_start(&flow->findings, &world->env, setup->check);
	error = error ?: list_commands(world);
	error = error ?: run_caught(world, err);
	bp_flow_listen_end(&world->listener, &world->env);
	bp_flow_pages_stop(&world->pages);
	sum_up(world);
	stop(world);
	bp_findings_stop(&flow->findings);
	return error;
}

void bp_world_flow_close(struct bp_world_flow *flow)
{
	struct bp_flow_world *world = flow->world;

	if (!world)
		return;
	bp_snapshot_fini(&flow->moved);
	bp_snapshot_fini(&world->before);
	bp_image_fini(&world->image);
	bp_fabric_free(world->fabric);
	bp_world_machine_close(&world->machine);
	bp_ram_free(world->ram);
	bp_env_fini(&world->env);
	free(world->slots);
	free(world);
	free(flow->ended);
	*flow = (struct bp_world_flow){ 0 };
}
