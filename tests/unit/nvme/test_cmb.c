/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller's memory (NVM-1 to NVM-4).
 */
#include <errno.h>

#include <blkpath/p2pdma.h>

#include "failing.h"

#define QUEUES_ONLY 0x00010009u /* SQS, RDS; 16 units of 4 KiB */
#define BAR2_START 0x4011000000ull

static void set_bar(struct t_script *t, u64 bytes)
{
	t->pdev->resource[2].end = t->pdev->resource[2].start + bytes - 1;
}

/* EX-NVME-19 */
static void nvme_map_cmb__64_mib__published(void **state)
{
	struct t_script *t = *state;

	set_bar(t, 1ull << 30);
	t->cmbloc = 2;
	t->cmbsz = 0x0004021f;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->cmb_size, 64 << 20);
	assert_true(t->dev->cmb_use_sqes);
	assert_true(pci_has_p2pmem(t->pdev));
}

static void nvme_map_cmb__no_wds__private_and_for_queues(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->cmb_size, 64 << 10);
	assert_false(pci_has_p2pmem(t->pdev));
	assert_true(t->dev->queues[1].flags & NVMEQ_SQ_CMB);
	assert_false(t->dev->queues[0].flags & NVMEQ_SQ_CMB);
	assert_int_equal(t->queue[1].sq, pci_bus_address(t->pdev, 2).bus); /* NVM-5 */
	assert_int_equal(t->queue[1].sq_size, 1024);
}

/* NVM-1: published with both directions or not at all */
static void nvme_map_cmb__directions__both_or_private(void **state)
{
	static const struct {
		u32 directions;
		bool published;
	} cases[] = { { 0, false }, { 8, false }, { 16, false }, { 24, true } };
	struct t_script *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		t->cmbloc = 2;
		t->cmbsz = 0x00010001 | cases[i].directions;
		assert_int_equal(t_script_probe(t), 0);
		assert_int_equal(pci_has_p2pmem(t->pdev), cases[i].published);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* One unit of 4 GiB, and more: the BAR has 64 KiB of it. */
static void nvme_map_cmb__huge_units__cut(void **state)
{
	struct t_script *t = *state;

	for (u32 szu = 5; szu <= 6; szu++) {
		t->cmbloc = 2;
		t->cmbsz = 0x00001019 | szu << 8;
		assert_int_equal(t_script_probe(t), 0);
		assert_int_equal(t->dev->cmb_size, T_P2P_BAR2);
		nvme_remove(t->dev);
		t->cmbloc = 2 | 1 << 12; /* begins there */
		assert_int_equal(t_script_probe(t), 0);
		assert_int_equal(t->dev->cmb_size, 0);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
	assert_hits(t->env, BP_SITE_NVME_CMB, 0);
}

static void nvme_map_cmb__no_sqs__for_peers_alone(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = 0x0001001e; /* all but SQS */
	assert_int_equal(t_script_probe(t), 0);
	assert_true(pci_has_p2pmem(t->pdev));
	assert_false(t->dev->queues[1].flags & NVMEQ_SQ_CMB);
}

/* It is found once: memory that was given out stays where it is. */
static void nvme_map_cmb__reset__as_before(void **state)
{
	static const u32 sizes[] = { QUEUES_ONLY, 0x0001001e }; /* all but SQS */

	for (unsigned i = 0; i < bp_array_size(sizes); i++) {
		struct t_script *t = *state;
		unsigned added = 0;

		t->p2p.nr_events = 0;
		t->cmbloc = 2;
		t->cmbsz = sizes[i];
		t_live(t);
		assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
		t_settle(t);
		assert_hits(t->env, BP_SITE_NVME_CMB, 0);
		assert_int_equal(t->queue[1].sq == pci_bus_address(t->pdev, 2).bus, !i);
		for (unsigned k = 0; k < t->p2p.nr_events; k++)
			added += t->p2p.event[k] == BP_EV_P2P_ADD;
		assert_int_equal(added, 1);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

static void submit_bio_wait__queue_in_the_controller__command_arrives(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	assert_int_equal(t_script_probe(t), 0);
	bio = t_script_bio(t, REQ_OP_READ, 24);
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
	assert_int_equal(le64_to_cpu(t->last_io.rw.slba), 24);
	assert_int_equal(t->cmb[0], nvme_cmd_read);
}

/* NVM-4: 64 KiB for four queues of 1024 entries: 16 KiB, 256 entries each */
static void nvme_setup_io_queues__memory_is_short__shallower_queues(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->params.nr_io_queues = 4;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->q_depth, 256);
	for (unsigned i = 1; i <= 4; i++) {
		assert_int_equal(t->queue[i].sq_size, 256);
		assert_int_equal(t->queue[i].cq_size, 256);
		assert_true(t->dev->queues[i].flags & NVMEQ_SQ_CMB);
	}
	assert_int_equal(t->dev->tagset.queue_depth, 255);
}

/* NVH-27: tags are those of the first life.  One queue took all of the memory; its new neighbours
 * are as deep, in host memory.
 */
static void nvme_setup_io_queues__more_queues_than_before__as_deep_as_tags(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->params.nr_io_queues = 4;
	t->nr_queues = 1;
	t_live(t);
	t->nr_queues = 4;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_settle(t);
	assert_int_equal(t->dev->tagset.queue_depth, 1023);
	for (unsigned i = 1; i <= 4; i++) {
		assert_int_equal(t->queue[i].sq_size, 1024);
		assert_int_equal(!!(t->dev->queues[i].flags & NVMEQ_SQ_CMB), i == 1);
	}
}

/* Two shared the memory, four do now: those that come are as shallow as those that were. */
static void nvme_setup_io_queues__more_queues_than_shared__as_deep_as_tags(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->params.nr_io_queues = 4;
	t->nr_queues = 2;
	t_live(t);
	assert_int_equal(t->queue[2].sq_size, 512);
	t->nr_queues = 4;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_settle(t);
	assert_int_equal(t->dev->tagset.queue_depth, 511);
	assert_int_equal(t->dev->tagset.nr_hw_queues, 4);
	for (unsigned i = 1; i <= 4; i++)
		assert_int_equal(t->queue[i].sq_size, 512);
}

/* The other way round: four of 256 entries were made and refused; one of them serves now. */
static void nvme_dev_add__a_shallow_queue_from_before__as_many_tags(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->params.nr_io_queues = 4;
	t->status[nvme_admin_create_cq] = NVME_SC_INTERNAL;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	t->status[nvme_admin_create_cq] = 0;
	t->nr_queues = 1;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_settle(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_int_equal(t->queue[1].sq_size, 256);
	assert_int_equal(t->dev->tagset.queue_depth, 255);
}

/* NVM-4: 17 queues would have a page less than nothing each: host memory, full depth */
static void nvme_setup_io_queues__memory_is_too_short__host_memory(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->params.nr_io_queues = t->nr_queues = 17;
	t->pdev->bp_msix_vectors = 18;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 18);
	assert_int_equal(t->dev->q_depth, 1024);
	assert_false(t->dev->queues[1].flags & NVMEQ_SQ_CMB);
}

/* NVM-1: what does not lie in its BAR is cut, or is none */
static void nvme_map_cmb__odd_places__cut_or_none(void **state)
{
	static const struct {
		u32 cmbloc, cmbsz;
		u64 size;
		unsigned warnings;
	} cases[] = {
		{ 2, 0, 0, 0 },
		{ 2 | 8 << 12, 0x00010019, 32 << 10, 0 }, /* half of it is outside */
		{ 2 | 17 << 12, 0x00010019, 0, 0 },	  /* begins outside */
		{ 2 | 16 << 12, 0x00010019, 0, 1 },	  /* begins at the end */
		{ 5, 0x00010019, 0, 1 },		  /* ports */
		{ 6, 0x00010019, 0, 0 },
		{ 7, 0x00010019, 0, 0 }, /* no BAR */
	};
	struct t_script *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const u64 before = t->env->hits[BP_SITE_NVME_CMB];

		t->cmbloc = cases[i].cmbloc;
		t->cmbsz = cases[i].cmbsz;
		assert_int_equal(t_script_probe(t), 0);
		assert_int_equal(t->dev->cmb_size, cases[i].size);
		assert_int_equal(t->env->hits[BP_SITE_NVME_CMB] - before, cases[i].warnings);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

static void nvme_map_cmb__no_p2p_in_the_kernel__warned(void **state)
{
	struct t_script *t = *state;

	t->pdev->dev.bp_p2p = NULL;
	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->cmb_size, 0);
	assert_hits(t->env, BP_SITE_NVME_CMB, 1);
}

static void nvme_map_cmb__queues_not_wanted__host_memory(void **state)
{
	struct t_script *t = *state;

	t->params.use_cmb_sqes = false;
	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->cmb_size, 64 << 10);
	assert_false(t->dev->queues[1].flags & NVMEQ_SQ_CMB);
}

/* DEF-NVME-14: the BAR begins at bus address 0 */
static void nvme_alloc_queue__bus_address_0__an_address_like_others(void **state)
{
	static struct t_script t;

	(void)state;
	t_script_init(&t, BAR2_START);
	t.cmbloc = 2;
	t.cmbsz = QUEUES_ONLY;
	assert_int_equal(t_script_probe(&t), 0);
	assert_true(t.dev->queues[1].flags & NVMEQ_SQ_CMB);
	assert_int_equal(t.queue[1].sq, 0);
	t_script_fini(&t);
}

static void nvme_alloc_queue__another_bus_address_in_mode_p__used(void **state)
{
	struct t_script *t = *state;

	bp_defect_set(&t->env->defects, BP_DEF_NVME_14, true);
	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->queue[1].sq, pci_bus_address(t->pdev, 2).bus);
}

static void nvme_alloc_queue__bus_address_0_in_mode_p__memory_leaks(void **state)
{
	static struct t_script t;
	const struct bp_p2p_call *call;

	(void)state;
	t_script_init(&t, BAR2_START);
	bp_defect_set(&t.env->defects, BP_DEF_NVME_14, true);
	t.cmbloc = 2;
	t.cmbsz = QUEUES_ONLY;
	assert_int_equal(t_script_probe(&t), 0);
	assert_false(t.dev->queues[1].flags & NVMEQ_SQ_CMB);
	assert_int_not_equal(t.queue[1].sq, 0);
	call = t_p2p_last(&t.p2p, BP_EV_P2P_ALLOC);
	assert_int_equal(call->pool_avail, 0); /* and nobody knows of it */
	pci_free_p2pmem(t.pdev, call->virt, 1024 * 64);
	t_script_fini(&t);
}

/* NVM-4 with NVH-27: a queue that a later life adds lies there, too, if there is room. */
static void nvme_alloc_queue__added_by_a_reset__in_the_controller(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->params.nr_io_queues = 2;
	t->params.io_queue_depth = 64;
	t->nr_queues = 1;
	t_live(t);
	t->nr_queues = 2;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_pass(t, T_S_NS);
	assert_int_equal(t->dev->online_queues, 3);
	assert_true(t->dev->queues[2].flags & NVMEQ_SQ_CMB);
}

/* NVM-1: BAR 0 has room behind the registers. */
static void nvme_map_cmb__behind_the_registers__used(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 0x100 << 12; /* 1 MiB */
	t->cmbsz = QUEUES_ONLY;
	t->params.use_cmb_sqes = false;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->cmb_size, 64 << 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_map_cmb__64_mib__published),
		t_in_script(nvme_map_cmb__no_wds__private_and_for_queues),
		t_in_script(nvme_map_cmb__directions__both_or_private),
		t_in_script(nvme_map_cmb__huge_units__cut),
		t_in_script(nvme_map_cmb__no_sqs__for_peers_alone),
		t_in_script(nvme_map_cmb__reset__as_before),
		t_in_script(submit_bio_wait__queue_in_the_controller__command_arrives),
		t_in_script(nvme_setup_io_queues__memory_is_short__shallower_queues),
		t_in_script(nvme_setup_io_queues__more_queues_than_before__as_deep_as_tags),
		t_in_script(nvme_setup_io_queues__more_queues_than_shared__as_deep_as_tags),
		t_in_script(nvme_dev_add__a_shallow_queue_from_before__as_many_tags),
		t_in_script(nvme_setup_io_queues__memory_is_too_short__host_memory),
		t_in_script(nvme_map_cmb__odd_places__cut_or_none),
		t_in_script(nvme_map_cmb__no_p2p_in_the_kernel__warned),
		t_in_script(nvme_map_cmb__queues_not_wanted__host_memory),
		cmocka_unit_test(nvme_alloc_queue__bus_address_0__an_address_like_others),
		t_in_script(nvme_alloc_queue__another_bus_address_in_mode_p__used),
		cmocka_unit_test(nvme_alloc_queue__bus_address_0_in_mode_p__memory_leaks),
		t_in_script(nvme_alloc_queue__added_by_a_reset__in_the_controller),
		t_in_script(nvme_map_cmb__behind_the_registers__used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
