/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <blkpath/nvmet_rdma.h>
#include <blkpath/p2pdma_enable.h>

#include "world/flow_world.h"
#include "world/gallery_flow.h"

#define IO_QUEUE 1 /* of the port's queues: the admin queue came first */

struct teller {
	struct bp_exhibit *exhibit;
	const struct bp_gallery_flow *flow;
};

static void begin(struct bp_flow_world *world, void *context)
{
	const struct teller *to = context;

	if (to->flow->deed)
		to->flow->deed(world, to->exhibit);
}

static void note_memory(struct bp_flow_world *world, struct bp_exhibit *exhibit)
{
	char text[BP_P2P_ATTRIBUTE_BYTES];

	if (!world->provider || bp_p2pmem_show(world->provider, BP_P2PMEM_AVAILABLE, text) < 0)
		return;
	text[strcspn(text, "\n")] = '\0';
	bp_exhibit_note(exhibit, "peer memory left", "%s bytes", text);
}

static void end(struct bp_flow_world *world, void *context)
{
	const struct teller *to = context;
	struct bp_nvmet_rdma_queue_view view;

	if (bp_nvmet_rdma_queue_view(&world->port, IO_QUEUE, &view))
		bp_exhibit_note(to->exhibit, "credits in the end", "%lld of %u",
				(long long)view.sq_wr_avail, view.max_send_wr);
	note_memory(world, to->exhibit);
}

static void note_command(struct bp_exhibit *exhibit, unsigned number,
			 const struct bp_world_flow_ended *ended)
{
	char name[BP_FACT_NAME_MAX];

	snprintf(name, sizeof(name), "%s %u", bp_flow_op_name[ended->op], number + 1);
	switch (ended->state) {
	case BP_FLOW_GOOD:
		if (ended->bytes)
			bp_exhibit_note(exhibit, name, "%u bytes are right", ended->bytes);
		else
			bp_exhibit_note(exhibit, name, "done");
		break;
	case BP_FLOW_WRONG:
		bp_exhibit_note(exhibit, name, "%llu of %u bytes are wrong",
				(unsigned long long)ended->wrong_bytes, ended->bytes);
		break;
	case BP_FLOW_FAILED:
		bp_exhibit_note(exhibit, name, "status 0x%x", ended->status);
		break;
	case BP_FLOW_LOST:
	case BP_FLOW_END_STATES:
		bp_exhibit_note(exhibit, name, "no response");
		break;
	}
}

int bp_gallery_flow_run(const struct bp_gallery_case *shown, bool on, struct bp_exhibit *exhibit,
			struct bp_error *err)
{
	struct teller to = { exhibit, shown->flow };
	const struct bp_flow_guest guest = { begin, end, &to };
	struct bp_world_flow_setup setup = shown->flow->setup;
	struct bp_world_flow flow;
	int error;

	memset(exhibit, 0, sizeof(*exhibit));
	bp_defect_set(&setup.defects, shown->defect, on);
	setup.check = true;
	setup.guest = &guest;
	error = bp_world_flow_run(&setup, shown->flow->way, &flow, err);
	for (unsigned i = 0; i < flow.nr_ended && !error; i++)
		note_command(exhibit, i, &flow.ended[i]);
	exhibit->findings = flow.findings;
	bp_world_flow_close(&flow);
	return error;
}
