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

static void set_format(struct t_script *t, u8 shift, u16 ms, u8 dps)
{
	t->ns.flbas = 1;
	t->ns.nlbaf = 1;
	t->ns.lbaf[1] = (struct nvme_lbaf){ .ms = cpu_to_le16(ms), .ds = shift };
	t->ns.dps = dps;
}

static void nvme_alloc_ns__4096_bytes__blocks_and_capacity(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	set_format(t, 12, 0, 0);
	t->ns.noiob = cpu_to_le16(24);
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
	assert_int_equal(ns->queue->limits.chunk_sectors, 128); /* 24 blocks rounded down */
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_WC));
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_FUA));
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_DISCARD));
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

	set_format(t, 9, 8, NVME_NS_DPS_PI_TYPE3);
	ns = start(t);
	assert_null(ns->disk->integrity.profile);
	assert_int_equal(ns->disk->capacity, 2048);
	nvme_remove(t->dev);
	set_format(t, 9, 8, NVME_NS_DPS_PI_TYPE1);
	t->ns.flbas |= NVME_NS_FLBAS_META_EXT;
	ns = start(t);
	assert_true(ns->ext);
	assert_null(ns->disk->integrity.profile);
	nvme_remove(t->dev);
	set_format(t, 9, 0, 0); /* without metadata nothing is extended */
	t->ns.flbas |= NVME_NS_FLBAS_META_EXT;
	assert_false(start(t)->ext);
}

/* Metadata without protection: nobody could fill it */
static void nvme_alloc_ns__metadata_of_16_bytes__no_capacity(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	set_format(t, 9, 16, NVME_NS_DPS_PI_TYPE1);
	ns = start(t);
	assert_int_equal(ns->pi_type, 0);
	assert_int_equal(ns->disk->capacity, 0);
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
		ns = start(t);
		assert_int_equal(ns->disk->capacity, 0);
		assert_int_equal(ns->queue->limits.logical_block_size, 512);
		nvme_remove(t->dev);
		t->dev = NULL;
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
		ns = start(t);
		assert_int_equal(blk_queue_dma_direct(ns->queue), cases[i].direct);
		assert_int_equal(blk_queue_pci_p2pdma(ns->queue), cases[i].p2pdma);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_alloc_ns__4096_bytes__blocks_and_capacity),
		t_in_script(nvme_alloc_ns__type_1__protected_by_the_block_layer),
		t_in_script(nvme_alloc_ns__type_3_or_extended__protected_by_the_controller),
		t_in_script(nvme_alloc_ns__metadata_of_16_bytes__no_capacity),
		t_in_script(nvme_alloc_ns__odd_blocks__no_capacity),
		t_in_script(nvme_alloc_ns__no_format__sectors),
		t_in_script(nvme_alloc_ns__no_capacity__no_disk),
		t_in_script(nvme_alloc_ns__state_of_the_patches__flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
