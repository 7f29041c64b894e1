/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data and metadata pointers of commands in a controller (NVC-19, NVC-21, NVC-22, NVC-36, NVC-37).
 */
#include "dma_test.h"
#include "nvme/pointer.h"
#include "nvme/walk.h"

#define RAM 0x100000u
#define LIST 0x200000u
#define BAD_FIELD (NVME_SC_INVALID_FIELD | DNR)
#define MISUSE (NVME_SC_CMB_INVALID_USE | DNR)

static struct bp_nvme_pieces pieces;

static void finish(struct t_dma *t)
{
	bp_nvme_pieces_fini(&pieces);
	t_dma_free(t);
}

static void set_prps(struct t_dma *t, u64 prp1, u64 prp2)
{
	t->run.cmd.common.flags = 0;
	t->run.cmd.common.dptr.prp1 = cpu_to_le64(prp1);
	t->run.cmd.common.dptr.prp2 = cpu_to_le64(prp2);
}

static void set_sgl(struct t_dma *t, u8 flags, u8 type, u64 address, u32 bytes)
{
	t->run.cmd.common.flags = flags;
	t->run.cmd.common.dptr.sgl = (struct nvme_sgl_desc){
		.addr = cpu_to_le64(address),
		.length = cpu_to_le32(bytes),
		.type = type,
	};
}

static void put_list(struct t_dma *t, u64 at, const u64 *slot, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++) {
		const __le64 entry = cpu_to_le64(slot[i]);

		t_ram_put(t, at + i * 8, &entry, 8);
	}
}

/* The next command. */
static u16 walk(struct t_dma *t, u64 bytes, enum bp_nvme_purpose purpose)
{
	t->run.lists = t->run.data_pages = t->run.descriptors = 0;
	t->run.spread = (struct bp_nvme_spread){ 0 };
	return bp_nvme_pointer_walk(&t->run, bytes, purpose, &pieces);
}

/* NVC-19, SV-18 */
static void bp_nvme_mdts_check__sizes__the_smallest_page_counts(void **state)
{
	static const struct {
		u8 mpsmin, mdts;
		u32 page;
		u64 bytes;
		u16 status;
	} cases[] = {
		{ 0, 0, 4096, 1ull << 40, 0 },
		{ 0, 5, 4096, 131072, 0 },
		{ 0, 5, 4096, 131073, BAD_FIELD },
		{ 0, 5, 8192, 131584, BAD_FIELD }, /* CC.MPS does not matter */
		{ 1, 5, 8192, 262144, 0 },
		{ 1, 5, 8192, 262145, BAD_FIELD },
		{ 0, 10, 4096, 4 << 20, 0 }, /* SV-18 */
		{ 0, 9, 4096, 4 << 20, BAD_FIELD },
		{ 0, 255, 4096, ~0ull, 0 },
	};
	struct t_dma *t = t_dma_new();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t->ctrl.config.mpsmin = cases[i].mpsmin;
		t->ctrl.config.mdts = cases[i].mdts;
		t->ctrl.page_bytes = cases[i].page;
		assert_int_equal(bp_nvme_mdts_check(&t->run, cases[i].bytes), cases[i].status);
	}
	finish(t);
}

/* NVC-37: less than Identify says, and of those above it only so many as the rule says. */
static void bp_nvme_mdts_check__fault_mdts_lie__refused(void **state)
{
	struct t_dma *t = t_dma_new();
	struct bp_nvme_fault fault;

	(void)state;
	t->ctrl.config.mdts = 5;
	assert_int_equal(bp_nvme_fault_parse("mdts-lie@2:2", &fault, NULL), 0);
	assert_int_equal(bp_nvme_fault_add(&t->ctrl, &fault), 0);
	assert_int_equal(bp_nvme_mdts_check(&t->run, 8192), 0);
	assert_int_equal(bp_nvme_mdts_check(&t->run, 8193), BAD_FIELD);
	assert_int_equal(bp_nvme_mdts_check(&t->run, 8193), 0);
	assert_int_equal(t->ctrl.counters.faults, 2);
	finish(t);
}

/* NVC-20.5, NVC-27, table of NVC-21 */
static void bp_nvme_pointer_walk__psdt__by_queue_and_sgls(void **state)
{
	static const struct {
		u8 flags;
		u16 sqid;
		u32 sgls;
		u16 status;
	} cases[] = {
		{ 0x40, 1, 1, 0 },	   { 0x80, 1, 1, 0 },	      { 0x40, 1, 2, 0 },
		{ 0xc0, 1, 1, BAD_FIELD }, { 0x40, 0, 1, BAD_FIELD }, { 0x80, 0, 1, BAD_FIELD },
		{ 0x40, 1, 0, BAD_FIELD }, { 0x43, 1, 1, 0 }, /* FUSE is not asked here */
	};
	struct t_dma *t = t_dma_new();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t->run.sqid = cases[i].sqid;
		t->ctrl.config.sgls = cases[i].sgls;
		set_sgl(t, cases[i].flags, 0, RAM, 4096);
		assert_int_equal(walk(t, 4096, BP_NVME_DMA_C2H), cases[i].status);
		assert_int_equal(pieces.nr, !cases[i].status);
	}
	set_prps(t, RAM, 0);
	t->run.sqid = 0;
	assert_int_equal(walk(t, 4096, BP_NVME_DMA_ADMIN_C2H), 0);
	finish(t);
}

/* A list in RAM is fetched for its command, and counted. */
static void bp_nvme_pointer_walk__prp_list__fetched_and_counted(void **state)
{
	struct t_dma *t = t_dma_new();

	(void)state;
	put_list(t, LIST, (const u64[]){ 0x300000, 0x400000 }, 2);
	set_prps(t, RAM + 0x200, LIST);
	assert_int_equal(walk(t, 0x2200, BP_NVME_DMA_C2H), 0);
	assert_int_equal(pieces.nr, 3);
	assert_int_equal(pieces.piece[2].address, 0x400000);
	assert_int_equal(pieces.fails_at, ~0ull);
	assert_int_equal(t->run.lists, 1);
	assert_int_equal(t->nr_events, 1);
	assert_int_equal(t->event[0].purpose, BP_NVME_DMA_LIST);
	assert_int_equal(t->event[0].bytes, 16); /* INV-NVME-20 */
	assert_int_equal(t->event[0].cid, 7);
	finish(t);
}

/* SV-1, SV-2, INV-NVME-23: some part is where it must not be; there is nothing to move then. */
static void bp_nvme_pointer_walk__own_registers__nothing_to_move(void **state)
{
	struct t_dma *t = t_dma_new();
	const u64 bar = t_fabric_bus(&t->f, 'a');
	const struct {
		const char *name;
		u64 prp1, prp2, slot[2];
	} cases[] = {
		{ "PRP1", bar + 0x1000, LIST, { RAM, RAM } },
		{ "PRP1 reaching in", bar - 0x800 + 0x1000, LIST, { RAM, RAM } },
		{ "list", RAM, bar, { RAM, RAM } },
		{ "first slot", RAM, LIST, { bar, RAM } },
		{ "last slot", RAM, LIST, { RAM, bar + T_CMB_OFFSET - 0x1000 } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].name);
		put_list(t, LIST, cases[i].slot, 2);
		set_prps(t, cases[i].prp1, cases[i].prp2);
		assert_int_equal(walk(t, 3 * 4096, BP_NVME_DMA_C2H), NVME_SC_DATA_XFER_ERROR);
		assert_int_equal(t->ctrl.counters.self_mmio_dma, i + 1);
		assert_int_equal(pieces.nr, 0);
	}
	t->ctrl.config.sgls = 1;
	set_sgl(t, 0x40, 0, bar - 0x100, 0x101);
	assert_int_equal(walk(t, 0x101, BP_NVME_DMA_H2C), NVME_SC_DATA_XFER_ERROR);
	set_sgl(t, 0x40, 0x30, bar - 0x10, 0x20);
	assert_int_equal(walk(t, 0x101, BP_NVME_DMA_H2C), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->ctrl.counters.self_mmio_dma, 7);
	finish(t);
}

/* NVC-36, SV-5: the CMB and its ends, alone and mixed. */
static void bp_nvme_pointer_walk__cmb__by_its_rules(void **state)
{
	struct t_dma *t = t_dma_new();
	const u64 cmb = t->ctrl.cmb.base;
	const struct {
		const char *name;
		u32 cmbsz, cmbloc, vs;
		u64 prp1, prp2, bytes;
		u16 status;
	} cases[] = {
		{ "both pages inside", T_CMB_ALL, 0, 0, cmb, cmb + 0x1000, 0x1800, 0 },
		{ "no RDS", T_CMB_ALL & ~NVME_CMBSZ_RDS, 0, 0, cmb, 0, 0x1000, MISUSE },
		{ "second page outside (SV-5)", T_CMB_ALL, 0, 0, cmb, RAM, 0x1800, MISUSE },
		{ "first page outside", T_CMB_ALL, 0, 0, RAM, cmb, 0x1800, MISUSE },
		{ "mixed by CDMMMS", T_CMB_ALL, BP_NVME_CMBLOC_CDMMMS, 0, cmb, RAM, 0x1800, 0 },
		{ "second page past the end (SV-5)", T_CMB_ALL, BP_NVME_CMBLOC_CDMMMS, 0, cmb,
		  cmb + T_CMB_BYTES, 0x1800, NVME_SC_DATA_XFER_ERROR },
		{ "list outside, data inside, 1.3", T_CMB_ALL, 0, BP_NVME_VS_1_3, cmb, LIST, 0x3000,
		  0 },
		{ "the same, 1.4", T_CMB_ALL, 0, BP_NVME_VS_1_4, cmb, LIST, 0x3000, MISUSE },
		{ "the same by CDPMLS", T_CMB_ALL, BP_NVME_CMBLOC_CDPMLS, BP_NVME_VS_1_4, cmb, LIST,
		  0x3000, 0 },
		{ "no LISTS", T_CMB_ALL & ~NVME_CMBSZ_LISTS, 0, 0, cmb, cmb + 0x8000, 0x3000,
		  MISUSE },
	};

	(void)state;
	put_list(t, LIST, (const u64[]){ cmb + 0x2000, cmb + 0x4000 }, 2);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].name);
		t->ctrl.config.cmbsz = cases[i].cmbsz;
		t->ctrl.config.cmbloc = cases[i].cmbloc;
		t->ctrl.config.vs = cases[i].vs;
		set_prps(t, cases[i].prp1, cases[i].prp2);
		assert_int_equal(walk(t, cases[i].bytes, BP_NVME_DMA_C2H), cases[i].status);
	}
	finish(t);
}

/* NVC-22 */
static void bp_nvme_metadata_walk__psdt__alignment_and_kind(void **state)
{
	static const struct {
		const char *name;
		u8 flags;
		u32 sgls;
		u64 mptr;
		u16 status;
		u64 address;
	} cases[] = {
		{ "PRP", 0x00, 0, RAM + 4, 0, RAM + 4 },
		{ "PRP, no dword", 0x00, 0, RAM + 2, BAD_FIELD, 0 },
		{ "SGL, contiguous", 0x40, 1, RAM + 1, 0, RAM + 1 },
		{ "SGL segment", 0x80, 1 | BP_NVME_SGLS_MPTR_SGL, LIST, 0, 0x300001 },
		{ "SGL segment, no qword", 0x80, 1 | BP_NVME_SGLS_MPTR_SGL, LIST + 4, BAD_FIELD,
		  0 },
		{ "SGL segment, not supported", 0x80, 1, LIST, BAD_FIELD, 0 },
		{ "SGL segment, nowhere", 0x80, 1 | BP_NVME_SGLS_MPTR_SGL, T_RAM_END,
		  NVME_SC_DATA_XFER_ERROR, 0 },
		{ "descriptor of another length", 0x80, 1 | BP_NVME_SGLS_MPTR_SGL, LIST + 16,
		  NVME_SC_SGL_INVALID_METADATA | DNR, 0 },
		{ "no SGLs", 0x40, 0, RAM, BAD_FIELD, 0 },
		{ "reserved", 0xc0, 1, RAM, BAD_FIELD, 0 },
	};
	const struct nvme_sgl_desc desc[2] = {
		{ .addr = cpu_to_le64(0x300001), .length = cpu_to_le32(64) },
		{ .addr = cpu_to_le64(0x300001), .length = cpu_to_le32(65) },
	};
	struct t_dma *t = t_dma_new();

	(void)state;
	t_ram_put(t, LIST, desc, sizeof(desc));
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].name);
		t->ctrl.config.sgls = cases[i].sgls;
		t->run.cmd.common.flags = cases[i].flags;
		t->run.cmd.common.metadata = cpu_to_le64(cases[i].mptr);
		assert_int_equal(bp_nvme_metadata_walk(&t->run, 64, BP_NVME_DMA_META_C2H, &pieces),
				 cases[i].status);
		assert_int_equal(pieces.nr, !cases[i].status);
		if (pieces.nr)
			assert_int_equal(pieces.piece[0].address, cases[i].address);
	}
	assert_int_equal(bp_nvme_metadata_walk(&t->run, 0, BP_NVME_DMA_META_C2H, &pieces),
			 BAD_FIELD);
	t->run.cmd.common.flags = 0;
	assert_int_equal(bp_nvme_metadata_walk(&t->run, 0, BP_NVME_DMA_META_C2H, &pieces), 0);
	assert_int_equal(pieces.nr, 0);
	finish(t);
}

/* NVC-36: data and metadata are one command's. */
static void bp_nvme_metadata_walk__apart_from_the_data__misuse(void **state)
{
	struct t_dma *t = t_dma_new();

	(void)state;
	set_prps(t, RAM, 0);
	t->run.cmd.common.metadata = cpu_to_le64(t->ctrl.cmb.base);
	assert_int_equal(walk(t, 4096, BP_NVME_DMA_H2C), 0);
	assert_int_equal(bp_nvme_metadata_walk(&t->run, 64, BP_NVME_DMA_META_H2C, &pieces), MISUSE);
	finish(t);
}

static void inject(struct t_dma *t, const char *rule)
{
	struct bp_nvme_fault fault;
	struct bp_error err;

	bp_nvme_fault_clear(&t->ctrl);
	assert_int_equal(bp_nvme_fault_parse(rule, &fault, &err), 0);
	assert_int_equal(bp_nvme_fault_add(&t->ctrl, &fault), 0);
}

/* NVC-37: lists and segments that do not decode, by their number. */
static void bp_nvme_pointer_walk__lost_lists__data_transfer_error(void **state)
{
	const struct nvme_sgl_desc first[2] = {
		{ .addr = cpu_to_le64(RAM), .length = cpu_to_le32(512) },
		{ .addr = cpu_to_le64(LIST + 32), .length = cpu_to_le32(16), .type = 0x30 },
	};
	const struct nvme_sgl_desc second = { .addr = cpu_to_le64(RAM),
					      .length = cpu_to_le32(512) };
	struct t_dma *t = t_dma_new();

	(void)state;
	put_list(t, LIST + 0xff8, (const u64[]){ 0x300000, RAM, RAM }, 1);
	put_list(t, 0x300000, (const u64[]){ RAM, RAM }, 2);
	set_prps(t, RAM, LIST + 0xff8);
	inject(t, "list-page@1");
	assert_int_equal(walk(t, 3 * 4096, BP_NVME_DMA_C2H), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->run.lists, 2);
	assert_int_equal(walk(t, 3 * 4096, BP_NVME_DMA_C2H), 0); /* once */
	inject(t, "list-page@2");
	assert_int_equal(walk(t, 3 * 4096, BP_NVME_DMA_C2H), 0);
	t->ctrl.config.sgls = 1;
	t_ram_put(t, LIST, first, sizeof(first));
	t_ram_put(t, LIST + 32, &second, sizeof(second));
	set_sgl(t, 0x40, 0x20, LIST, 32);
	inject(t, "sgl-segment@1");
	assert_int_equal(walk(t, 1024, BP_NVME_DMA_C2H), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->run.descriptors, 3);
	assert_int_equal(walk(t, 1024, BP_NVME_DMA_C2H), 0);
	finish(t);
}

/* NVC-37: controllers that are wrong themselves. */
static void bp_nvme_pointer_walk__wrong_controllers__what_they_do(void **state)
{
	struct t_dma *t = t_dma_new();

	(void)state;
	put_list(t, LIST, (const u64[]){ RAM, RAM }, 2);
	set_prps(t, RAM + 0x200, LIST);
	inject(t, "list-overread");
	assert_int_equal(walk(t, 0x2200, BP_NVME_DMA_C2H), 0);
	assert_int_equal(t->event[0].bytes, 4096);
	inject(t, "ignore-prp-offset");
	assert_int_equal(walk(t, 0x2200, BP_NVME_DMA_C2H), 0);
	assert_int_equal(pieces.piece[0].address, RAM);
	finish(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_mdts_check__sizes__the_smallest_page_counts),
		cmocka_unit_test(bp_nvme_mdts_check__fault_mdts_lie__refused),
		cmocka_unit_test(bp_nvme_pointer_walk__psdt__by_queue_and_sgls),
		cmocka_unit_test(bp_nvme_pointer_walk__prp_list__fetched_and_counted),
		cmocka_unit_test(bp_nvme_pointer_walk__own_registers__nothing_to_move),
		cmocka_unit_test(bp_nvme_pointer_walk__cmb__by_its_rules),
		cmocka_unit_test(bp_nvme_metadata_walk__psdt__alignment_and_kind),
		cmocka_unit_test(bp_nvme_metadata_walk__apart_from_the_data__misuse),
		cmocka_unit_test(bp_nvme_pointer_walk__lost_lists__data_transfer_error),
		cmocka_unit_test(bp_nvme_pointer_walk__wrong_controllers__what_they_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
