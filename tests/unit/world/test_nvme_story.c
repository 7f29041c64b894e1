/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands slot by slot, from a driver that really builds them, and the steps until they end.
 */
#include "nvme_world.h"

#define PAGE 4096u
#define RANGES_MAX 4

/* A list of one slot is @lists 1; its last slot leads on when there is another list. */
static const struct {
	const char *name;
	const char *keys;
	unsigned opf;
	struct bp_range ranges[RANGES_MAX];
	enum bp_nvme_choice choice;
	unsigned lists;
	u64 data[RANGES_MAX]; /* the first addresses of data, as far as they are not 0 */
	unsigned slots;	      /* in the command and in all lists */
	u64 last;	      /* address of the last one */
} cases[] = {
	{ "EX-NVME-1",
	  NULL,
	  0,
	  { { 0x10200, 512 } },
	  BP_NVME_SIMPLE_PRP,
	  0,
	  { 0x10200 },
	  1,
	  0x10200 },
	{ "EX-NVME-2",
	  NULL,
	  0,
	  { { 0x10000, 2 * PAGE } },
	  BP_NVME_SIMPLE_PRP,
	  0,
	  { 0x10000, 0x11000 },
	  2,
	  0x11000 },
	{ "EX-NVME-3a",
	  "sgls=on",
	  0,
	  { { 0x10e00, 2 * PAGE } },
	  BP_NVME_SIMPLE_SGL,
	  0,
	  { 0x10e00 },
	  1,
	  0x10e00 },
	{ "EX-NVME-3b",
	  NULL,
	  0,
	  { { 0x10e00, 2 * PAGE } },
	  BP_NVME_PRP,
	  1,
	  { 0x10e00, 0x11000, 0x12000 },
	  4,
	  0x12000 },
	{ "EX-NVME-4",
	  "sgls=on",
	  0,
	  { { 0x10e00, 0x200 }, { 0x30000, 0x2000 }, { 0x50000, 0x600 } },
	  BP_NVME_PRP,
	  1,
	  { 0x10e00, 0x30000, 0x31000, 0x50000 },
	  5,
	  0x50000 },
	{ "EX-NVME-5",
	  "mdts=6",
	  0,
	  { { 0x100000, 33 * PAGE } },
	  BP_NVME_PRP,
	  1,
	  { 0x100000, 0x101000 },
	  34,
	  0x120000 },
	{ "EX-NVME-6, one list",
	  "mdts=0",
	  0,
	  { { 0x1000000, 513 * PAGE } },
	  BP_NVME_PRP,
	  1,
	  { 0x1000000, 0x1001000 },
	  2 + 512,
	  0x1200000 },
	{ "EX-NVME-6, two lists",
	  "mdts=0",
	  0,
	  { { 0x1000000, 514 * PAGE } },
	  BP_NVME_PRP,
	  2,
	  { 0x1000000, 0x1001000 },
	  2 + 514,
	  0x1201000 },
	{ "EX-NVME-7",
	  "mdts=0",
	  0,
	  { { 0x1000200, 1024 * PAGE } },
	  BP_NVME_PRP,
	  3,
	  { 0x1000200, 0x1001000 },
	  2 + 1026,
	  0x1400000 },
	{ "EX-NVME-8",
	  "sgls=on,mdts=6",
	  0,
	  { { 0x10e00, 0x8200 }, { 0x30000, 0x10000 }, { 0x50000, 0x8600 } },
	  BP_NVME_SGL,
	  1,
	  { 0x10e00, 0x30000, 0x50000 },
	  4,
	  0x50000 },
	{ "EX-NVME-12, by bus address",
	  "sgls=on",
	  REQ_DMA_DIRECT,
	  { { 0x7f0000004000, 4 * PAGE } },
	  BP_NVME_PRP,
	  1,
	  { 0x7f0000004000, 0x7f0000005000, 0x7f0000006000 },
	  5,
	  0x7f0000007000 },
};

static unsigned nr_ranges(const struct bp_range *ranges)
{
	unsigned n = 0;

	while (n < RANGES_MAX && ranges[n].len)
		n++;
	return n;
}

static void slots_are(const struct bp_nvme_story *story, unsigned i, u64 bytes)
{
	const struct bp_told_command *command = &story->commands.at[0];
	u64 sum = 0;
	unsigned data = 0, list = BP_SLOT_IN_COMMAND;

	for (unsigned s = 0; s < command->nr_slots; s++) {
		const struct bp_slot *slot = &story->slots.at[command->first_slot + s];

		assert_int_equal(slot->list, list);
		if (!slot->is_data) {
			list++;
			continue;
		}
		if (data < RANGES_MAX && cases[i].data[data])
			assert_int_equal(slot->value, cases[i].data[data]);
		sum += slot->bytes;
		data++;
	}
	assert_int_equal(sum, bytes);
	assert_int_equal(list + 1, cases[i].lists);
	assert_int_equal(bp_list_last(&story->slots)->value, cases[i].last);
}

static void bp_slots_next__worked_examples__each_slot(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const unsigned n = nr_ranges(cases[i].ranges);
		const struct bp_told_command *command;
		struct t_nvme_world t;
		u64 bytes = 0;

		print_message("# %s\n", cases[i].name);
		for (unsigned r = 0; r < n; r++)
			bytes += cases[i].ranges[r].len;
		t_nvme_world_open(&t, cases[i].keys, NULL);
		t_nvme_world_io(&t, REQ_OP_READ | cases[i].opf, 0, n, cases[i].ranges);
		assert_int_equal(t.story.commands.n, 1);
		command = &t.story.commands.at[0];
		assert_int_equal(command->built.choice, cases[i].choice);
		assert_int_equal(command->built.nr_lists, cases[i].lists);
		assert_int_equal(command->nr_slots, cases[i].slots);
		slots_are(&t.story, i, bytes);
		assert_int_equal(t.world->failed, 0);
		t_nvme_world_close(&t);
	}
}

/* NVH-26, NVC-12, NVC-13, NVH-31: the order of a command's steps. */
static void bp_nvme_story__one_read__all_steps_in_order(void **state)
{
	static const enum bp_event_id order[] = {
		BP_EV_NVME_SUBMIT,   BP_EV_NVME_DOORBELL, BP_EV_NVME_FETCH, BP_EV_NVME_DMA,
		BP_EV_NVME_DMA,	     BP_EV_NVME_DMA,	  BP_EV_NVME_DMA,   BP_EV_NVME_CQE_POSTED,
		BP_EV_NVME_DOORBELL, BP_EV_NVME_CQE_SEEN, BP_EV_BIO_DONE,
	};
	const struct bp_range range = { 0x10000, 3 * PAGE };
	struct t_nvme_world t;

	(void)state;
	t_nvme_world_open(&t, NULL, NULL);
	t_nvme_world_io(&t, REQ_OP_READ, 8, 1, &range);
	assert_int_equal(t.story.steps.n, bp_array_size(order));
	for (unsigned i = 0; i < bp_array_size(order); i++) {
		const struct bp_told_step *step = &t.story.steps.at[i];

		assert_int_equal(step->id, order[i]);
		if (order[i] == BP_EV_NVME_DOORBELL || order[i] == BP_EV_BIO_DONE)
			assert_int_equal(step->command, BP_NOWHERE);
		else
			assert_int_equal(step->command, 0);
	}
	assert_int_equal(t.story.steps.at[3].what.dma.purpose, BP_NVME_DMA_LIST);
	assert_int_equal(t.story.steps.at[4].what.dma.address, 0x10000);
	t_nvme_world_close(&t);
}

static void bp_tally__each_kind_of_command__counted(void **state)
{
	const struct bp_range small = { 0x10000, PAGE }, list = { 0x10000, 8 * PAGE };
	struct t_nvme_world t;

	(void)state;
	t_nvme_world_open(&t, "sgls=on,sgl_threshold=1M", NULL);
	t_nvme_world_io(&t, REQ_OP_READ, 0, 1, &small);
	t_nvme_world_io(&t, REQ_OP_WRITE | REQ_DMA_DIRECT, 0, 1, &list);
	t_nvme_world_io(&t, REQ_OP_WRITE, 0, 1, &list);
	t_nvme_world_io(&t, REQ_OP_FLUSH | REQ_PREFLUSH, 0, 0, NULL);
	assert_int_equal(t.tally.nvme.by_choice[BP_NVME_SIMPLE_PRP], 1);
	assert_int_equal(t.tally.nvme.by_choice[BP_NVME_PRP], 1);
	assert_int_equal(t.tally.nvme.by_choice[BP_NVME_SIMPLE_SGL], 1);
	assert_int_equal(t.tally.nvme.prp_entries.samples, 2);
	assert_int_equal(t.tally.nvme.prp_entries.sum, 1 + 8);
	assert_int_equal(t.tally.nvme.prp_lists.sum, 1);
	assert_int_equal(t.tally.nvme.sgl_descriptors.sum, 1);
	assert_int_equal(t.tally.nvme.completions, t.tally.nvme.commands);
	assert_int_equal(t.tally.nvme.nr_statuses, 0);
	t_nvme_world_close(&t);
}

/* NVH-35: it is tried again, and both are told. */
static void bp_tally__status_that_is_tried_again__counted(void **state)
{
	const struct bp_range range = { 0x10000, PAGE };
	struct t_nvme_world t;

	(void)state;
	t_nvme_world_open(&t, NULL, "status@0x281:2,opcode=2");
	t_nvme_world_io(&t, REQ_OP_READ, 0, 1, &range);
	assert_int_equal(t.tally.nvme.commands, 3);
	assert_int_equal(t.tally.nvme.nr_statuses, 1);
	assert_int_equal(t.tally.nvme.status[0].status, 0x281);
	assert_int_equal(t.tally.nvme.status[0].count, 2);
	assert_int_equal(t.world->failed, 0);
	t_nvme_world_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_slots_next__worked_examples__each_slot),
		cmocka_unit_test(bp_nvme_story__one_read__all_steps_in_order),
		cmocka_unit_test(bp_tally__each_kind_of_command__counted),
		cmocka_unit_test(bp_tally__status_that_is_tried_again__counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
