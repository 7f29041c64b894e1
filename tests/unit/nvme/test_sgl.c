/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SGL lists (NVH-21, NVH-22, EX-NVME-8, 9, INV-NVME-12).
 */
#include "nvme_test.h"

#define DATA 0x00
#define SEG 0x20
#define LAST 0x30
#define MAX_ENTRIES 600

static struct t_nvme *start(const enum bp_defect_id *defect)
{
	struct t_nvme *t = t_nvme_prepare();

	if (defect)
		bp_defect_set(&t->nvme.ctrl.bp_defects, *defect, true);
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	t->nvme.ctrl.bp_params.max_segments = MAX_ENTRIES;
	t->nvme.ctrl.bp_params.sgl_threshold = 512;
	t_nvme_go(t);
	return t;
}

static u64 entry_addr(unsigned i)
{
	return 0x1000000 + i * 0x4000ull;
}

static blk_status_t map_entries(struct t_nvme *t, unsigned n)
{
	static struct t_vec vecs[MAX_ENTRIES];

	for (unsigned i = 0; i < n; i++)
		vecs[i] = (struct t_vec){ entry_addr(i), 512 };
	return t_nvme_map(t, REQ_OP_WRITE | REQ_DMA_DIRECT, n, vecs);
}

static void assert_desc(struct nvme_sgl_desc desc, u8 type, unsigned len)
{
	assert_int_equal(desc.type, type);
	assert_int_equal(le32_to_cpu(desc.length), len);
	assert_memory_equal(desc.rsvd, "\0\0\0", 3);
}

/* EX-NVME-8 */
static void nvme_pci_setup_sgls__three_long_elements__last_segment_of_three(void **state)
{
	static const struct t_vec vecs[] = { { 0x10e00, 0x8200 },
					     { 0x30000, 0x10000 },
					     { 0x50000, 0x8600 } };
	struct t_nvme *t = t_nvme_prepare();
	u64 list;

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	t_nvme_go(t);
	assert_int_equal(t_nvme_map(t, REQ_OP_READ, 3, vecs), BLK_STS_OK);
	assert_int_equal(t->cmd.rw.flags, 0x40);
	assert_desc(t->cmd.rw.dptr.sgl, LAST, 0x30);
	list = le64_to_cpu(t->cmd.rw.dptr.sgl.addr);
	for (unsigned i = 0; i < 3; i++) {
		assert_desc(t_desc(t, list, i), DATA, vecs[i].len);
		assert_int_equal(le64_to_cpu(t_desc(t, list, i).addr), vecs[i].addr);
	}
	assert_int_equal(t->r.iod.npages, 0);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* EX-NVME-9: the data pointer, and the link in slot 255. */
static void nvme_pci_setup_sgls__numbers_of_entries__table(void **state)
{
	static const struct {
		unsigned n;
		int npages;
		u8 type, v5_2_type;
		unsigned len, link, v5_2_link;
	} cases[] = {
		{ 2, 0, LAST, LAST, 0x20, 0, 0 },
		{ 16, 0, LAST, LAST, 0x100, 0, 0 },
		{ 17, 1, LAST, LAST, 0x110, 0, 0 },
		{ 127, 1, LAST, LAST, 0x7f0, 0, 0 },
		{ 255, 1, LAST, LAST, 0xff0, 0, 0 },
		{ 256, 1, LAST, SEG, 0x1000, 0, 0 },
		{ 257, 2, SEG, SEG, 0x1000, 0x20, 0x10 },
		{ 300, 2, SEG, SEG, 0x1000, 0x2d0, 0x2c0 },
	};
	static const enum bp_defect_id defect = BP_DEF_NVME_7;

	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = start(mode ? &defect : NULL);

		for (size_t i = 0; i < bp_array_size(cases); i++) {
			const unsigned link = mode ? cases[i].v5_2_link : cases[i].link;
			u64 list;

			assert_int_equal(map_entries(t, cases[i].n), BLK_STS_OK);
			assert_desc(t->cmd.rw.dptr.sgl, mode ? cases[i].v5_2_type : cases[i].type,
				    cases[i].len);
			assert_int_equal(t->r.iod.npages, cases[i].npages);
			list = le64_to_cpu(t->cmd.rw.dptr.sgl.addr);
			if (link)
				assert_desc(t_desc(t, list, 255), LAST, link);
			t_nvme_unmap(t);
		}
		t_nvme_stop(t);
	}
}

/* INV-NVME-7, INV-NVME-12: a walk that believes nothing but types and lengths. */
static unsigned walk(struct t_nvme *t, struct nvme_sgl_desc segment)
{
	unsigned found = 0, segments = 1;

	for (;;) {
		const u64 list = le64_to_cpu(segment.addr);
		const unsigned n = le32_to_cpu(segment.length) / 16;
		const bool more = segment.type == SEG;

		assert_true(more || segment.type == LAST);
		for (unsigned i = 0; i < n - more; i++, found++) {
			struct nvme_sgl_desc desc = t_desc(t, list, i);

			assert_desc(desc, DATA, 512);
			assert_int_equal(le64_to_cpu(desc.addr), entry_addr(found));
		}
		if (!more)
			break;
		segment = t_desc(t, list, n - 1);
		segments++;
	}
	assert_int_equal(segments, t->r.iod.npages);
	return found;
}

static void nvme_pci_setup_sgls__17_to_600_entries__walk_finds_each(void **state)
{
	static const unsigned numbers[] = { 17, 255, 256, 257, 510, 511, 512, 600 };
	struct t_nvme *t = start(NULL);

	(void)state;
	for (size_t i = 0; i < bp_array_size(numbers); i++) {
		assert_int_equal(map_entries(t, numbers[i]), BLK_STS_OK);
		assert_int_equal(walk(t, t->cmd.rw.dptr.sgl), numbers[i]);
		t_nvme_unmap(t);
	}
	t_nvme_stop(t);
}

static void nvme_pci_setup_sgls__one_entry__data_block_in_the_command(void **state)
{
	struct t_nvme *t = start(NULL);

	(void)state;
	assert_int_equal(map_entries(t, 1), BLK_STS_OK);
	assert_desc(t->cmd.rw.dptr.sgl, DATA, 512);
	assert_int_equal(t->r.iod.npages, -1);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

static void nvme_pci_setup_sgls__no_memory_for_a_list__resource_and_nothing_held(void **state)
{
	struct t_nvme *t = start(NULL);

	(void)state;
	for (unsigned good = 0; good < 3; good++) {
		t->fails = BP_ALLOC_DMA_BLOCK;
		t->succeed = good;
		assert_int_equal(map_entries(t, MAX_ENTRIES), BLK_STS_RESOURCE);
		assert_nothing_held(t);
	}
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_pci_setup_sgls__three_long_elements__last_segment_of_three),
		cmocka_unit_test(nvme_pci_setup_sgls__numbers_of_entries__table),
		cmocka_unit_test(nvme_pci_setup_sgls__17_to_600_entries__walk_finds_each),
		cmocka_unit_test(nvme_pci_setup_sgls__one_entry__data_block_in_the_command),
		cmocka_unit_test(
			nvme_pci_setup_sgls__no_memory_for_a_list__resource_and_nothing_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
