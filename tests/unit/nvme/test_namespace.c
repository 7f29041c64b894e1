/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces as disks: what Identify says becomes limits, capacity and protection (NVH-38).
 */
#include <blkpath/t10_pi.h>

#include "bp_test.h"
#include "nvme_script.h"

static const struct nvme_ns *start(struct t_script *t)
{
	assert_int_equal(t_script_probe(t), 0);
	return bp_nvme_find_ns(&t->dev->ctrl, 1);
}

/* The last of ten formats. */
static void set_format(struct t_script *t, u8 shift, u16 ms, u8 dps)
{
	t->ns.flbas = 9;
	t->ns.nlbaf = 9;
	t->ns.lbaf[9] = (struct nvme_lbaf){ .ms = cpu_to_le16(ms), .ds = shift };
	t->ns.dps = dps;
}

static void nvme_alloc_ns__4096_bytes__blocks_and_capacity(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	set_format(t, 12, 0, 0);
	t->ns.noiob = cpu_to_le16(280);
	t->id.oncs = cpu_to_le16(NVME_CTRL_ONCS_DSM | NVME_CTRL_ONCS_WRITE_ZEROES);
	t->id.vwc = NVME_CTRL_VWC_PRESENT;
	t->id.mdts = 5;
	t->params.instance = 7;
	ns = start(t);
	assert_string_equal(ns->disk->disk_name, "nvme7n1");
	assert_int_equal(ns->disk->major, 259);
	assert_int_equal(ns->disk->first_minor, 0);
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_NONROT));
	assert_ptr_equal(ns->disk->private_data, ns);
	assert_int_equal(ns->fault_inject.status, 0x001); /* NVH-37 */
	assert_true(ns->fault_inject.dont_retry);
	assert_int_equal(ns->disk->capacity, 2048 * 8);
	assert_int_equal(ns->queue->limits.logical_block_size, 4096);
	assert_int_equal(ns->queue->limits.max_hw_sectors, 256); /* EX-NVME-18 */
	assert_int_equal(ns->queue->limits.max_segments, 33);
	assert_int_equal(ns->queue->limits.max_write_zeroes_sectors, 2056);
	assert_int_equal(ns->queue->limits.chunk_sectors, 2048); /* 280 blocks rounded down */
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_WC));
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_FUA));
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_DISCARD));
}

/* Another namespace has all of it, too, and its own. */
static void nvme_alloc_ns__a_second_one__as_the_first(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;
	struct bio *bio;

	t->namespaces[1] = 12;
	t->id.nn = cpu_to_le32(12);
	t->id.mdts = 5;
	t->id.oncs = cpu_to_le16(NVME_CTRL_ONCS_DSM | NVME_CTRL_ONCS_WRITE_ZEROES);
	t->ns.noiob = cpu_to_le16(32);
	start(t);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 12);
	assert_non_null(ns);
	assert_string_equal(ns->disk->disk_name, "nvme0n12");
	assert_int_equal(ns->disk->first_minor, 11);
	assert_int_equal(ns->disk->capacity, 2048);
	assert_ptr_equal(ns->disk->private_data, ns);
	assert_ptr_equal(ns->disk->queue, ns->queue);
	assert_ptr_equal(ns->queue->queuedata, ns);
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_NONROT));
	assert_true(blk_queue_dma_direct(ns->queue));
	assert_int_equal(ns->queue->limits.max_hw_sectors, 256);
	assert_int_equal(ns->queue->limits.virt_boundary_mask, 4095);
	assert_int_equal(ns->queue->limits.chunk_sectors, 32);
	assert_int_equal(ns->queue->limits.max_write_zeroes_sectors, 257);
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_DISCARD));
	assert_int_equal(ns->fault_inject.status, 0x001);
	assert_true(ns->fault_inject.dont_retry);
	bio = t_script_bio(t, REQ_OP_READ, 8);
	bio->bi_disk = ns->disk;
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
	assert_int_equal(le32_to_cpu(t->last_io.rw.nsid), 12);
	assert_int_equal(le64_to_cpu(t->last_io.rw.slba), 8);
}

static void nvme_alloc_ns__type_1__protected_by_the_block_layer(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	set_format(t, 9, 8, NVME_NS_DPS_PI_TYPE1 | 8); /* in the first bytes of the metadata */
	ns = start(t);
	assert_int_equal(ns->pi_type, NVME_NS_DPS_PI_TYPE1);
	assert_ptr_equal(ns->disk->integrity.profile, &t10_pi_type1_crc);
	assert_int_equal(ns->disk->integrity.tuple_size, 8);
	assert_int_equal(ns->disk->integrity.interval_exp, 9);
	assert_int_equal(ns->disk->integrity.flags, BLK_INTEGRITY_VERIFY | BLK_INTEGRITY_GENERATE);
	assert_int_equal(ns->disk->capacity, 2048);
	nvme_remove(t->dev);
	set_format(t, 12, 8, NVME_NS_DPS_PI_TYPE2); /* a tuple for each block */
	ns = start(t);
	assert_ptr_equal(ns->disk->integrity.profile, &t10_pi_type1_crc);
	assert_int_equal(ns->disk->integrity.interval_exp, 12);
}

/* The controller makes the tuples (PRACT): no profile, but a disk. */
static void nvme_alloc_ns__type_3_or_extended__protected_by_the_controller(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	for (u8 type = NVME_NS_DPS_PI_TYPE3; type <= NVME_NS_DPS_PI_MASK; type++) {
		set_format(t, 9, 8, type); /* above 3: nobody knows them */
		ns = start(t);
		assert_int_equal(ns->pi_type, type);
		assert_null(ns->disk->integrity.profile);
		assert_int_equal(ns->disk->capacity, 2048);
		nvme_remove(t->dev);
	}
	set_format(t, 9, 8, NVME_NS_DPS_PI_TYPE1);
	t->ns.flbas |= NVME_NS_FLBAS_META_EXT;
	ns = start(t);
	assert_true(ns->ext);
	assert_null(ns->disk->integrity.profile);
	assert_int_equal(ns->disk->capacity, 2048);
	nvme_remove(t->dev);
	set_format(t, 9, 0, 0); /* without metadata nothing is extended */
	t->ns.flbas |= NVME_NS_FLBAS_META_EXT;
	assert_false(start(t)->ext);
}

/* Metadata without protection: nobody could fill it */
static void nvme_alloc_ns__metadata_without_protection__no_capacity(void **state)
{
	static const struct {
		u16 ms;
		u8 dps;
	} cases[] = { { 16, NVME_NS_DPS_PI_TYPE1 }, { 264, NVME_NS_DPS_PI_TYPE1 }, { 8, 0 } };
	struct t_script *t = *state;

	t->namespaces[1] = 2;
	for (unsigned i = 0; i < 2 * bp_array_size(cases); i++) {
		const struct nvme_ns *ns;

		set_format(t, 9, cases[i / 2].ms, cases[i / 2].dps);
		if (i % 2)
			t->ns.flbas |= NVME_NS_FLBAS_META_EXT;
		ns = start(t);
		assert_int_equal(ns->ms, cases[i / 2].ms);
		assert_int_equal(ns->pi_type, 0);
		assert_int_equal(ns->disk->capacity, 0);
		assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 2)->disk->capacity, 0);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* Less than a sector, more than a page, more than there is */
static void nvme_alloc_ns__odd_blocks__no_capacity(void **state)
{
	static const u8 shifts[] = { 1, 8, 13, 16, 63, 64, 255 };
	struct t_script *t = *state;

	t->id.oncs = cpu_to_le16(NVME_CTRL_ONCS_DSM | NVME_CTRL_ONCS_WRITE_ZEROES);
	t->ns.noiob = cpu_to_le16(8);
	for (unsigned i = 0; i < bp_array_size(shifts); i++) {
		const struct nvme_ns *ns;

		set_format(t, shifts[i], 0, 0);
		if (i % 2) /* a bit beside the number of the format */
			t->ns.flbas |= NVME_NS_FLBAS_META_EXT;
		ns = start(t);
		assert_int_equal(ns->disk->capacity, 0);
		assert_int_equal(ns->queue->limits.logical_block_size, 512);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* Pages of 64 KiB: the block layer has 16 bits for a block, 32 KiB are the largest. */
static void nvme_alloc_ns__large_pages__blocks_up_to_32_kib(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	t->env->page_shift = 16;
	t->env->max_pfn >>= 4;
	set_format(t, 15, 0, 0);
	ns = start(t);
	assert_int_equal(ns->queue->limits.logical_block_size, 32768);
	assert_int_equal(ns->disk->capacity, 2048 * 64);
	nvme_remove(t->dev);
	set_format(t, 16, 0, 0);
	ns = start(t);
	assert_int_equal(ns->queue->limits.logical_block_size, 512);
	assert_int_equal(ns->disk->capacity, 0);
}

/* Formatted anew, without metadata: what the block layer did for it is over. */
static void nvme_revalidate_disk__protected_no_more__no_profile(void **state)
{
	struct t_script *t = *state;
	struct nvme_ns *ns;

	set_format(t, 9, 8, NVME_NS_DPS_PI_TYPE1);
	assert_int_equal(t_script_probe(t), 0);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 1);
	assert_non_null(ns->disk->integrity.profile);
	set_format(t, 9, 0, 0);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	bp_work_run(t->env);
	assert_ptr_equal(bp_nvme_find_ns(&t->dev->ctrl, 1), ns);
	assert_null(ns->disk->integrity.profile);
	assert_int_equal(ns->disk->integrity.tuple_size, 0);
	assert_int_equal(ns->disk->integrity.flags, 0);
	assert_int_equal(ns->pi_type, 0);
}

/* Formatted anew and anew: blocks, what lies in them and limits follow. */
static void nvme_revalidate_disk__each_block_size__followed(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns = start(t);

	for (u8 shift = 12; shift >= 9; shift--) {
		set_format(t, shift, 8, NVME_NS_DPS_PI_TYPE2);
		bp_work_queue(t->env, &t->dev->ctrl.scan_work);
		bp_work_run(t->env);
		assert_ptr_equal(bp_nvme_find_ns(&t->dev->ctrl, 1), ns);
		assert_int_equal(ns->disk->capacity, 2048 << (shift - 9));
		assert_int_equal(ns->disk->integrity.interval_exp, shift);
		assert_int_equal(ns->queue->limits.logical_block_size, 1 << shift);
	}
}

/* 0 is no format at all: sectors */
static void nvme_alloc_ns__no_format__sectors(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	set_format(t, 0, 0, 0);
	ns = start(t);
	assert_int_equal(ns->disk->capacity, 2048);
	assert_int_equal(ns->queue->limits.logical_block_size, 512);
}

/* It is in the list, and nothing is said of it. */
static void nvme_alloc_ns__identify_refused__no_disk(void **state)
{
	struct t_script *t = *state;

	t->status[nvme_admin_identify] = NVME_SC_INTERNAL;
	t->status_after[nvme_admin_identify] = 2; /* controller, list */
	assert_null(start(t));
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
}

/* Memory for the list and the namespace, but none for what is said of it: not yet a disk. */
static void nvme_alloc_ns__no_memory_to_identify__no_disk_until_there_is(void **state)
{
	struct t_script *t = *state;

	t->namespaces[0] = 0;
	assert_null(start(t));
	t->namespaces[0] = 1;
	for (unsigned memory = 0; memory < 2; memory++) {
		if (!memory)
			t_p2p_fail(&t->p2p, BP_ALLOC_NVME, 2);
		bp_work_queue(t->env, &t->dev->ctrl.scan_work);
		bp_work_run(t->env);
		assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1) != NULL, memory);
	}
}

static void nvme_alloc_ns__no_capacity__no_disk(void **state)
{
	struct t_script *t = *state;

	t->ns.ncap = cpu_to_le64(0);
	assert_null(start(t));
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
}

/* NVH-11, NVH-12: which patches are in */
static void nvme_alloc_ns__state_of_the_patches__flags(void **state)
{
	static const struct {
		enum bp_nvme_patches patches;
		bool direct, p2pdma;
	} cases[] = {
		{ BP_NVME_FINAL, true, false },
		{ BP_NVME_AFTER_19, true, true },
		{ BP_NVME_UNPATCHED, false, true },
	};
	struct t_script *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const struct nvme_ns *ns;

		t->params.patches = cases[i].patches;
		t->namespaces[1] = 2;
		start(t);
		TAILQ_FOREACH (ns, &t->dev->ctrl.namespaces, list) {
			assert_int_equal(blk_queue_dma_direct(ns->queue), cases[i].direct);
			assert_int_equal(blk_queue_pci_p2pdma(ns->queue), cases[i].p2pdma);
		}
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_alloc_ns__4096_bytes__blocks_and_capacity),
		t_in_script(nvme_alloc_ns__a_second_one__as_the_first),
		t_in_script(nvme_alloc_ns__type_1__protected_by_the_block_layer),
		t_in_script(nvme_alloc_ns__type_3_or_extended__protected_by_the_controller),
		t_in_script(nvme_alloc_ns__metadata_without_protection__no_capacity),
		t_in_script(nvme_alloc_ns__odd_blocks__no_capacity),
		t_in_script(nvme_alloc_ns__large_pages__blocks_up_to_32_kib),
		t_in_script(nvme_revalidate_disk__protected_no_more__no_profile),
		t_in_script(nvme_revalidate_disk__each_block_size__followed),
		t_in_script(nvme_alloc_ns__no_format__sectors),
		t_in_script(nvme_alloc_ns__identify_refused__no_disk),
		t_in_script(nvme_alloc_ns__no_memory_to_identify__no_disk_until_there_is),
		t_in_script(nvme_alloc_ns__no_capacity__no_disk),
		t_in_script(nvme_alloc_ns__state_of_the_patches__flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
