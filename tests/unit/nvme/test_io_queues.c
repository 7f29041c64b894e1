/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many I/O queues there are, and which vectors they have (NVH-27, NVH-28, NVH-39, NVH-40).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "nvme_script.h"

/* NVH-27: one entry of a ring stays free, one tag of the admin queue is the event request's */
static void nvme_dev_add__depths__tags_are_one_fewer(void **state)
{
	struct t_script *t = *state;

	t->params.io_queue_depth = 16;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->queue[1].sq_size, 16);
	assert_int_equal(t->queue[1].cq_size, 16);
	assert_int_equal(t->dev->tagset.queue_depth, 15);
	assert_int_equal(t->dev->admin_tagset.queue_depth, 30);
	assert_int_equal(t->dev->admin_tagset.nr_hw_queues, 1);
	assert_int_equal(t->dev->tagset.flags, BLK_MQ_F_SHOULD_MERGE);
	assert_int_equal(t->dev->admin_tagset.flags, 0);
	assert_int_equal(t->queue[0].sq_size, 32);
}

static void nvme_pci_enable__shallow_controller__its_depth(void **state)
{
	struct t_script *t = *state;

	t->cap = (t->cap & ~0xffffull) | 63;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->queue[1].sq_size, 64);
}

/* NVH-27: MQES 0 is below the least that the standard allows */
static void nvme_pci_enable__queues_of_one_entry__said_and_enodev(void **state)
{
	struct t_script *t = *state;

	t->cap &= ~0xffffull;
	assert_int_equal(t_script_probe(t), -ENODEV);
	assert_hits(t->env, BP_SITE_NVME_MQES, 1);
	t->cap |= 1;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->tagset.queue_depth, 1);
}

static void nvme_setup_io_queues__fewer_granted__fewer_made(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 9;
	t->nr_queues = 3;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 4);
	assert_int_equal(t->dev->num_vecs, 4);
	assert_int_equal(t->dev->tagset.nr_hw_queues, 3);
	for (u16 qid = 1; qid <= 3; qid++)
		assert_int_equal(t->queue[qid].vector, qid);
}

static u32 asked_for;

static void look(struct t_script *t)
{
	if (t->last_admin.common.opcode == nvme_admin_set_features)
		asked_for = le32_to_cpu(t->last_admin.common.cdw11);
}

/* 0's based, for both kinds; a pair takes one of each */
static void nvme_set_queue_count__more_of_one_kind__pairs(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 5;
	t->on_step = look;
	for (unsigned i = 0; i < 2; i++) {
		t->nr_queues = i ? 2 : 4;
		t->nr_cqs = i ? 4 : 3;
		assert_int_equal(t_script_probe(t), 0);
		assert_int_equal(asked_for, 0x00040004);
		assert_int_equal(t->dev->online_queues, 1 + (i ? 2 : 3));
		nvme_remove(t->dev);
		t->dev = NULL;
	}
	t->on_step = NULL;
}

static void nvme_setup_io_queues__fewer_vectors__fewer_queues(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 4;
	t->pdev->bp_msix_vectors = 3;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 3);
}

/* Two for the admin queue, none for all */
static void nvme_setup_io_queues__no_memory_for_vectors__eio(void **state)
{
	struct t_script *t = *state;

	t_p2p_fail(&t->p2p, BP_ALLOC_IRQ, 2);
	assert_int_equal(t_script_probe(t), -EIO);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
}

/* NVH-39: a single vector serves the admin queue and one more */
static void nvme_setup_io_queues__one_vector__one_queue_on_it(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	t->params.nr_io_queues = 4;
	t->pdev->bp_msix_vectors = 0;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 2);
	assert_int_equal(t->queue[1].vector, 0);
	bio = t_script_bio(t, REQ_OP_READ, 0);
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
}

/* Polled queues need no vectors. */
static void nvme_setup_io_queues__polled__as_many_as_wanted(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 4;
	t->params.polled = true;
	t->pdev->bp_msix_vectors = 0;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 5);
	assert_int_equal(t->dev->num_vecs, 1);
}

static void nvme_setup_io_queues__polled_and_many_vectors__one_taken(void **state)
{
	struct t_script *t = *state;

	t->params.polled = true;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->num_vecs, 1);
}

/* NVH-28: stride 2^10 words: 8 KiB of doorbells per queue, and a BAR for three I/O queues */
static void nvme_setup_io_queues__small_bar__queues_dropped_one_by_one(void **state)
{
	struct t_script *t = *state;

	t->cap |= 10ull << 32;
	t->params.nr_io_queues = 4;
	t->pdev->resource[0].end = t->pdev->resource[0].start + 0x1000 + 4 * 8192 - 1;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 4);
	assert_int_equal(t->dev->bar_mapped_size, 0x1000 + 4 * 8192);
}

/* What was mapped before goes. */
static void nvme_remap_bar__more_doorbells__one_mapping(void **state)
{
	struct t_script *t = *state;
	u64 live = 0;

	t->cap |= 9ull << 32;
	t->pdev->resource[0].end = t->pdev->resource[0].start + 0x100000 - 1;
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(t_script_probe(t), 0);
		assert_int_equal(t->dev->bar_mapped_size, 0x1000 + 2 * 4096);
		nvme_remove(t->dev);
		t->dev = NULL;
		if (i)
			assert_int_equal(t->env->live[BP_ALLOC_MAPPING], live);
		live = t->env->live[BP_ALLOC_MAPPING];
	}
}

/* 4 KiB of doorbells per queue: those of the admin queue stay, so that it can be told to stop */
static void nvme_remap_bar__no_memory__what_was_mapped_serves(void **state)
{
	struct t_script *t = *state;

	t->cap |= 9ull << 32;
	t_p2p_fail(&t->p2p, BP_ALLOC_MAPPING, 1);
	assert_int_equal(t_script_probe(t), -ENOMEM);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	assert_non_null(strstr(t->log, "feat7 cc=460000"));
}

static void nvme_setup_io_queues__bar_for_the_admin_queue__enomem(void **state)
{
	struct t_script *t = *state;

	t->cap |= 10ull << 32;
	t->pdev->resource[0].end = t->pdev->resource[0].start + 0x1000 + 8192 - 1;
	assert_int_equal(t_script_probe(t), -ENOMEM);
}

/* Refusing the number of queues leaves admin commands alone. */
static void nvme_set_queue_count__refused__admin_only(void **state)
{
	struct t_script *t = *state;

	t->status[nvme_admin_set_features] = NVME_SC_INTERNAL;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	assert_null(t->dev->ctrl.tagset);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
}

/* NVH-40: the CQ goes with its SQ, and the queues that there are get vectors of their own */
static void nvme_create_queue__no_third_sq__two_queues_made_anew(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 3;
	t->status[nvme_admin_create_sq] = NVME_SC_QID_INVALID | NVME_SC_DNR;
	t->status_after[nvme_admin_create_sq] = 2;
	assert_int_equal(t_script_probe(t), 0);
	assert_non_null(
		strstr(t->log, "cq1 sq1 cq2 sq2 cq3 refused1 -cq3 -sq2 -sq1 -cq2 -cq1 cq1"));
}

/* One is left, with the vectors of two: it is made anew as well */
static void nvme_create_queue__no_second_sq__one_queue_made_anew(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 3;
	t->status[nvme_admin_create_sq] = NVME_SC_QID_INVALID | NVME_SC_DNR;
	t->status_after[nvme_admin_create_sq] = 1;
	assert_int_equal(t_script_probe(t), 0);
	assert_non_null(strstr(t->log, "cq1 sq1 cq2 refused1 -cq2 -sq1 -cq1 cq1"));
}

static void nvme_create_queue__no_cq__admin_only(void **state)
{
	struct t_script *t = *state;

	t->status[nvme_admin_create_cq] = NVME_SC_QUEUE_SIZE | NVME_SC_DNR;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	assert_int_equal(t->dev->online_queues, 1);
}

static void nvme_disable_io_queues__a_queue_stays__the_controller_is_shut_down(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->status[nvme_admin_delete_sq] = t->status[nvme_admin_delete_cq] = NVME_SC_INTERNAL;
	t->log[0] = '\0';
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_string_equal(t->log, "refused0 refused4 cc=464001");
}

/* The word of the log after which the controller stays silent. */
static const char *last_words;

static void fall_silent(struct t_script *t)
{
	const size_t at = strlen(t->log), length = strlen(last_words);

	t->dead = at >= length && !strcmp(t->log + at - length, last_words);
}

/* Cancelled is not refused: there is nobody left to delete the CQ, or to go on without queues. */
static void nvme_setup_io_queues__no_answer__not_taken_for_a_no(void **state)
{
	static const char *const words[] = { "feat7", "sq1", "sq2" };
	static const unsigned seconds[] = { 60, 120, 240 }; /* the first SQ's deletion is tried */
	struct t_script *t = *state;

	t->params.nr_io_queues = 2;
	t->on_step = fall_silent;
	for (unsigned i = 0; i < bp_array_size(words); i++) {
		t->log[0] = '\0';
		last_words = words[i];
		assert_int_equal(t_script_probe(t), -EINTR);
		assert_hits(t->env, BP_SITE_NVME_TIMEOUT_DISABLE, i + 1);
		assert_int_equal(t->env->now_ns, seconds[i] * 1000000000ull);
	}
}

/* Vectors for two messages, a handler for one: the queue goes as it came */
static void nvme_create_queue__no_handler__undone(void **state)
{
	struct t_script *t = *state;

	t_p2p_fail(&t->p2p, BP_ALLOC_IRQ, 4);
	assert_int_equal(t_script_probe(t), -ENOMEM);
	assert_non_null(strstr(t->log, " cq1 sq1 -sq1 -cq1 cc=460000"));
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
}

/* Memory for the admin queue and two pairs */
static void nvme_create_io_queues__no_memory_for_the_third__two(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 4;
	t_p2p_fail(&t->p2p, BP_ALLOC_COHERENT, 6);
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 3);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
}

/* NVH-27: the block layer has at most 10240 tags */
static void nvme_dev_add__deep_queues__10239_tags(void **state)
{
	struct t_script *t = *state;

	t->cap |= 0xffff;
	t->params.io_queue_depth = 20000;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->queue[1].sq_size, 20000);
	assert_int_equal(t->dev->tagset.queue_depth, 10239);
}

static void refuse_once(struct t_script *t)
{
	if (strstr(t->log, "refused"))
		t->status[nvme_admin_create_sq] = 0;
}

/* NVH-27: the memory of a queue that the controller did not make is no queue. */
static void nvme_dev_add__third_queue_refused_once__tags_for_those_there_are(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 3;
	t->status[nvme_admin_create_sq] = NVME_SC_QID_INVALID | NVME_SC_DNR;
	t->status_after[nvme_admin_create_sq] = 2;
	t->on_step = refuse_once;
	assert_int_equal(t_script_probe(t), 0);
	t->on_step = NULL;
	assert_int_equal(t->dev->ctrl.queue_count, 4);
	assert_int_equal(t->dev->online_queues, 3);
	assert_int_equal(t->dev->tagset.nr_hw_queues, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_dev_add__depths__tags_are_one_fewer),
		t_in_script(nvme_pci_enable__shallow_controller__its_depth),
		t_in_script(nvme_pci_enable__queues_of_one_entry__said_and_enodev),
		t_in_script(nvme_setup_io_queues__fewer_granted__fewer_made),
		t_in_script(nvme_set_queue_count__more_of_one_kind__pairs),
		t_in_script(nvme_setup_io_queues__fewer_vectors__fewer_queues),
		t_in_script(nvme_setup_io_queues__no_memory_for_vectors__eio),
		t_in_script(nvme_setup_io_queues__one_vector__one_queue_on_it),
		t_in_script(nvme_setup_io_queues__polled__as_many_as_wanted),
		t_in_script(nvme_setup_io_queues__polled_and_many_vectors__one_taken),
		t_in_script(nvme_setup_io_queues__small_bar__queues_dropped_one_by_one),
		t_in_script(nvme_remap_bar__more_doorbells__one_mapping),
		t_in_script(nvme_remap_bar__no_memory__what_was_mapped_serves),
		t_in_script(nvme_setup_io_queues__bar_for_the_admin_queue__enomem),
		t_in_script(nvme_set_queue_count__refused__admin_only),
		t_in_script(nvme_create_queue__no_third_sq__two_queues_made_anew),
		t_in_script(nvme_create_queue__no_second_sq__one_queue_made_anew),
		t_in_script(nvme_create_queue__no_cq__admin_only),
		t_in_script(nvme_disable_io_queues__a_queue_stays__the_controller_is_shut_down),
		t_in_script(nvme_setup_io_queues__no_answer__not_taken_for_a_no),
		t_in_script(nvme_create_queue__no_handler__undone),
		t_in_script(nvme_create_io_queues__no_memory_for_the_third__two),
		t_in_script(nvme_dev_add__deep_queues__10239_tags),
		t_in_script(nvme_dev_add__third_queue_refused_once__tags_for_those_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
