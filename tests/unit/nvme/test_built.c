/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a listener is told of a request that became a command.
 */
#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/event.h>
#include <blkpath/map_kern.h>
#include <blkpath/mq_execute.h>

#include "bp_test.h"
#include "nvme_script.h"

struct tape {
	struct bp_sink sink;
	struct bp_nvme_built built;
	bool has_list;
	unsigned nr;
};

static void keep(struct bp_sink *sink, const struct bp_event *event)
{
	struct tape *tape = bp_container_of(sink, struct tape, sink);

	if (event->id != BP_EV_NVME_BUILT || !event->nvme->built.qid)
		return;
	tape->built = event->nvme->built;
	tape->has_list = event->sgl;
	tape->nr++;
}

static struct bp_nvme_built build(struct t_script *t, unsigned n, const struct t_vec *vecs)
{
	struct tape tape = { .sink.fn = keep };
	struct bio *bio = bio_kmalloc(t->env, GFP_KERNEL, n);

	bio->bi_opf = n ? REQ_OP_READ : REQ_OP_WRITE | REQ_PREFLUSH;
	bio->bi_disk = bp_nvme_find_ns(&t->dev->ctrl, 1)->disk;
	for (unsigned i = 0; i < n; i++)
		bio_add_page(bio, pfn_to_page(vecs[i].addr >> 12), vecs[i].len,
			     vecs[i].addr & 0xfff);
	bp_sink_add(t->env, &tape.sink);
	assert_int_equal(submit_bio_wait(bio), 0);
	bp_sink_remove(t->env, &tape.sink);
	assert_int_equal(tape.nr, 1);
	assert_int_equal(tape.has_list, tape.built.nents != 0);
	bio_put(bio);
	return tape.built;
}

static void bp_nvme_tell_built__each_choice__shown(void **state)
{
	static const struct t_vec page[] = { { 0x100000, 4096 } };
	static const struct t_vec far_apart[] = { { 0x100000, 4096 },
						  { 0x200000, 4096 },
						  { 0x300000, 4096 } };
	static const struct t_vec wide[] = { { 0x100000, 65536 } };
	static const struct t_vec two_wide[] = { { 0x100000, 65536 }, { 0x200000, 65536 } };
	struct t_script *t = *state;
	struct bp_nvme_built built;

	t->id.vwc = NVME_CTRL_VWC_PRESENT;
	t->id.sgls = cpu_to_le32(1);
	assert_int_equal(t_script_probe(t), 0);
	built = build(t, 1, page);
	assert_int_equal(built.choice, BP_NVME_SIMPLE_PRP);
	assert_int_equal(built.page_size, 4096);
	assert_int_equal(built.sgl_threshold, 32768);
	assert_int_equal(built.max_hw_sectors, 8192);
	assert_int_equal(built.max_segments, 127);
	assert_int_equal(bp_dma_u64(built.meta_dma), 0);
	assert_false(built.direct);
	assert_int_equal(bp_dma_u64(built.dma), 0x100000);
	assert_int_equal(built.dma_len, 4096);
	assert_int_equal(build(t, 0, NULL).choice, BP_NVME_NO_DATA); /* whatever the tag had */
	built = build(t, 3, far_apart);
	assert_int_equal(built.choice, BP_NVME_PRP);
	assert_int_equal(built.nents, 3);
	assert_int_equal(built.npages, 0);
	assert_int_equal(built.nr_lists, 1);
	assert_int_equal(bp_dma_u64(built.lists[0].dma),
			 le64_to_cpu(built.command.common.dptr.prp2));
	built = build(t, 1, wide);
	assert_int_equal(built.choice, BP_NVME_SIMPLE_SGL);
	assert_int_equal(built.dma_len, 65536);
	built = build(t, 2, two_wide);
	assert_int_equal(built.choice, BP_NVME_SGL);
	assert_int_equal(built.sgls, 1);
	assert_int_equal(built.nr_lists, 1);
	assert_int_equal(build(t, 0, NULL).choice, BP_NVME_NO_DATA);
}

/* EX-NVME-7 from one byte block further: three lists */
static void bp_nvme_tell_built__4_mib__its_chain_of_lists(void **state)
{
	static const struct t_vec all[] = { { 0x1000200, 4 << 20 } };
	struct t_script *t = *state;
	struct bp_nvme_built built;

	assert_int_equal(t_script_probe(t), 0);
	bp_nvme_find_ns(&t->dev->ctrl, 1)->queue->limits.max_sectors = 8192;
	t->ns.nsze = cpu_to_le64(1 << 20);
	bp_nvme_find_ns(&t->dev->ctrl, 1)->disk->capacity = 1 << 20;
	built = build(t, 1, all);
	assert_int_equal(built.choice, BP_NVME_PRP);
	assert_int_equal(built.npages, 3);
	assert_int_equal(built.nr_lists, 3);
	assert_int_equal(bp_virt_u64(built.lists[3].virt), 0);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(bp_virt_u64(built.lists[i].virt) - PAGE_OFFSET,
				 bp_dma_u64(built.lists[i].dma));
}

/* A command of a user's own is half of a fused pair, which is no SGL. */
static void bp_nvme_tell_built__fused_command__prps(void **state)
{
	struct nvme_command mine = { .common = { .opcode = nvme_cmd_write, .flags = 1 } };
	struct tape tape = { .sink.fn = keep };
	struct t_script *t = *state;
	struct request *rq;

	assert_int_equal(t_script_probe(t), 0);
	rq = blk_mq_alloc_request(bp_nvme_find_ns(&t->dev->ctrl, 1)->queue, REQ_OP_DRV_OUT, 0);
	assert_non_null(rq);
	nvme_req(rq)->cmd = &mine;
	assert_int_equal(blk_rq_map_kern(rq->q, rq, t_buf(0x100000), 4096), 0);
	bp_sink_add(t->env, &tape.sink);
	blk_execute_rq(rq->q, rq, false);
	bp_sink_remove(t->env, &tape.sink);
	blk_mq_free_request(rq);
	assert_int_equal(tape.built.choice, BP_NVME_SIMPLE_PRP);
	assert_int_equal(tape.built.command.common.flags, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(bp_nvme_tell_built__each_choice__shown),
		t_in_script(bp_nvme_tell_built__4_mib__its_chain_of_lists),
		t_in_script(bp_nvme_tell_built__fused_command__prps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
