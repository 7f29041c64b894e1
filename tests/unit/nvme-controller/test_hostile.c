/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data pointers that a controller must survive, through its rings: SV-1, 2, 5, 8, 9, 11, 14,
 * 15, 18. After each of them it is ready, and does what it should.
 */
#include "mover.h"

#define CMB_OFFSET 0x80000u
#define CMB_BYTES 0x40000u
#define CMBLOC 0x00080000u
#define CMBSZ 0x0004001fu

static struct t_nvctrl t;
static u8 got[MOVER_BYTES];

static u64 bar(void)
{
	return t_fabric_bus(&t.f, 'a');
}

static u64 count(const char *name)
{
	return bp_nvme_count_of(bp_nvme_controller_counters(t.ctrl), bp_nvme_counter_find(name));
}

static void start(void)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.cmbloc = CMBLOC;
	config.cmbsz = CMBSZ;
	config.sgls = 1;
	config.mdts = 10;
	mover_start(&t, &config);
}

static u16 read_prps(u32 bytes, u64 prp1, u64 prp2)
{
	const struct nvme_command cmd = mover_command(nvme_cmd_read, bytes, prp1, prp2);

	return t_nvctrl_status(&t, 1, &cmd);
}

static u16 read_sgl(u32 bytes, u8 type, u64 address, u32 length)
{
	struct nvme_command cmd = mover_command(nvme_cmd_read, bytes, address, 0);

	cmd.rw.flags = NVME_CMD_SGL_METABUF;
	cmd.rw.dptr.sgl.length = cpu_to_le32(length);
	cmd.rw.dptr.sgl.type = type;
	return t_nvctrl_status(&t, 1, &cmd);
}

static void put_list(u64 at, const u64 *slot, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++) {
		const __le64 entry = cpu_to_le64(slot[i]);

		t_nvctrl_put(&t, at + i * 8, &entry, 8);
	}
}

/* Still there: ready, and the next command moves its bytes. */
static void assert_alive(void)
{
	const u64 at = t_nvctrl_ram(&t, 4096);

	assert_int_equal(t_nvctrl_read(&t, NVME_REG_CSTS), NVME_CSTS_RDY);
	assert_true(t_nvctrl_read(&t, NVME_REG_CC) & NVME_CC_ENABLE);
	assert_nvme_status(read_prps(4096, at, 0), 0);
	t_nvctrl_get(&t, at, got, 4096);
	assert_memory_equal(got, mover.data, 4096);
}

static void stop(void)
{
	assert_alive();
	t_nvctrl_fini(&t);
}

/* SV-1, SV-2: a read would disable its own controller. */
static void own_registers__as_data_and_as_list__refused(void **state)
{
	const u16 refused = NVME_SC_DATA_XFER_ERROR;
	u64 list, ram;

	(void)state;
	start();
	memset(mover.data, 0, 4096);
	ram = t_nvctrl_ram(&t, 0x4000);
	list = t_nvctrl_ram(&t, 4096);
	assert_nvme_status(read_prps(512, bar() + NVME_REG_CC, 0), refused);
	assert_nvme_status(read_prps(512, bar() + NVME_REG_DBS, 0), refused);
	assert_nvme_status(read_prps(8192, ram, bar()), refused);
	assert_nvme_status(read_prps(0x4000, ram, bar()), refused);
	put_list(list, (const u64[]){ ram, ram, bar() + 0x1000 }, 3);
	assert_nvme_status(read_prps(0x4000, ram, list), refused);
	assert_nvme_status(read_sgl(512, 0x00, bar() - 256, 512), refused);
	assert_nvme_status(read_sgl(512, 0x30, bar() - 16, 32), refused);
	assert_int_equal(count("self_mmio_dma"), 7);
	stop();
}

/* SV-2: a completion queue in BAR 0; the first completion finds out (NVC-7). */
static void own_registers__as_completion_queue__fatal(void **state)
{
	struct nvme_command cq = { .create_cq = { .opcode = nvme_admin_create_cq } };
	struct nvme_command sq = { .create_sq = { .opcode = nvme_admin_create_sq } };

	(void)state;
	start();
	cq.create_cq.prp1 = cpu_to_le64(bar());
	cq.create_cq.cqid = sq.create_sq.cqid = cpu_to_le16(2);
	cq.create_cq.qsize = sq.create_sq.qsize = cpu_to_le16(7);
	assert_nvme_status(t_nvctrl_status(&t, 0, &cq), 0);
	sq.create_sq.sqid = cpu_to_le16(2);
	sq.create_sq.prp1 = cpu_to_le64(t_nvctrl_ram(&t, 4096));
	assert_nvme_status(t_nvctrl_status(&t, 0, &sq), 0);
	t_nvctrl_write(&t, NVME_REG_DBS + 16, 1);
	while (bp_wait(&t.f.pci.env))
		;
	assert_int_equal(t_nvctrl_read(&t, NVME_REG_CSTS) & NVME_CSTS_CFS, NVME_CSTS_CFS);
	assert_true(t_nvctrl_read(&t, NVME_REG_CC) & NVME_CC_ENABLE);
	assert_int_equal(count("self_mmio_dma"), 1);
	t_nvctrl_fini(&t);
}

/* SV-2: a submission queue there; nothing is fetched. */
static void own_registers__as_submission_queue__fatal(void **state)
{
	struct nvme_command sq = { .create_sq = { .opcode = nvme_admin_create_sq } };

	(void)state;
	start();
	sq.create_sq.prp1 = cpu_to_le64(bar());
	sq.create_sq.sqid = cpu_to_le16(2);
	sq.create_sq.cqid = cpu_to_le16(1);
	sq.create_sq.qsize = cpu_to_le16(7);
	assert_nvme_status(t_nvctrl_status(&t, 0, &sq), 0);
	t_nvctrl_write(&t, NVME_REG_DBS + 16, 1);
	while (bp_wait(&t.f.pci.env))
		;
	assert_int_equal(t_nvctrl_read(&t, NVME_REG_CSTS) & NVME_CSTS_CFS, NVME_CSTS_CFS);
	assert_int_equal(count("self_mmio_dma"), 1);
	t_nvctrl_fini(&t);
}

/* SV-5:  CMB: |....AA|BB  the first entry inside says nothing of the others */
static void cmb__later_entries_outside__each_is_judged(void **state)
{
	u64 cmb, list, ram;

	(void)state;
	start();
	cmb = bar() + CMB_OFFSET;
	ram = t_nvctrl_ram(&t, 0x4000);
	list = t_nvctrl_ram(&t, 4096);
	assert_nvme_status(read_prps(8192, cmb + CMB_BYTES - 4096, cmb + CMB_BYTES),
			   NVME_SC_DATA_XFER_ERROR);
	assert_nvme_status(read_prps(8192, cmb, ram), T_DNR(NVME_SC_CMB_INVALID_USE));
	assert_nvme_status(read_prps(8192, ram, cmb), T_DNR(NVME_SC_CMB_INVALID_USE));
	put_list(list, (const u64[]){ cmb + 0x1000, bar() + 0x100000 }, 2);
	assert_nvme_status(read_prps(0x3000, cmb, list), T_DNR(NVME_SC_CMB_INVALID_USE));
	/* A short second page (FEMU issue 75): its own length counts, not the page. */
	assert_nvme_status(read_prps(4096 + 512, cmb + 0x1000, cmb), 0);
	t_fabric_move(&t.f, 'b', false, cmb + 0x1000, got, 4096);
	t_fabric_move(&t.f, 'b', false, cmb, got + 4096, 1024);
	assert_memory_equal(got, mover.data, 4096 + 512);
	assert_int_equal(got[4096 + 512] | got[4096 + 1023], 0);
	stop();
}

/* SV-8 */
static void circles__ends_with_a_status(void **state)
{
	const struct nvme_sgl_desc none[2] = { { .type = 0 }, { .type = 0 } };
	struct nvme_sgl_desc self = { .length = cpu_to_le32(16), .type = 0x20 };
	u64 list, slots[512];

	(void)state;
	start();
	list = t_nvctrl_ram(&t, 4096);
	self.addr = cpu_to_le64(list);
	t_nvctrl_put(&t, list, &self, sizeof(self));
	assert_nvme_status(read_sgl(512, 0x20, list, 16), T_DNR(NVME_SC_SGL_INVALID_COUNT));
	t_nvctrl_put(&t, list, none, sizeof(none));
	assert_nvme_status(read_sgl(512, 0x30, list, 32), T_DNR(NVME_SC_SGL_INVALID_DATA));
	for (unsigned i = 0; i < 511; i++)
		slots[i] = t_nvctrl_ram(&t, 4096);
	slots[511] = list;
	put_list(list, slots, 512);
	assert_nvme_status(read_prps(MOVER_BYTES, slots[0], list), 0);
	assert_int_equal(mover.moved, MOVER_BYTES);
	stop();
}

/* SV-9 */
static void list_pointer__four_bytes_before_its_page_ends__refused(void **state)
{
	u64 list, ram;

	(void)state;
	start();
	ram = t_nvctrl_ram(&t, 4096);
	list = t_nvctrl_ram(&t, 8192);
	assert_nvme_status(read_prps(0x3000, ram, list + 4092), T_DNR(NVME_SC_PRP_INVALID_OFFSET));
	assert_nvme_status(read_prps(0x3000, ram, list + 2), T_DNR(NVME_SC_PRP_INVALID_OFFSET));
	stop();
}

/* SV-11, SV-18: 4 MiB from 0x200 on, three lists; one byte more than MDTS is too much. */
static void four_mib__lists_that_chain__all_bytes(void **state)
{
	const u32 pages = MOVER_BYTES / 4096 + 1;
	u64 lists[3], data;

	(void)state;
	start();
	data = t_nvctrl_ram(&t, pages * 4096ull);
	for (unsigned i = 0; i < 3; i++)
		lists[i] = t_nvctrl_ram(&t, 4096);
	for (u32 page = 1, at = 0; page < pages; page++, at++) {
		if (at % 512 == 511 && page + 1 < pages) {
			put_list(lists[at / 512] + 4088, &lists[at / 512 + 1], 1);
			at++;
		}
		put_list(lists[at / 512] + at % 512 * 8, &(u64){ data + page * 4096ull }, 1);
	}
	assert_nvme_status(read_prps(MOVER_BYTES, data + 0x200, lists[0]), 0);
	t_nvctrl_get(&t, data + 0x200, got, MOVER_BYTES);
	assert_memory_equal(got, mover.data, MOVER_BYTES);
	assert_nvme_status(read_prps(MOVER_BYTES + 512, data, lists[0]),
			   T_DNR(NVME_SC_INVALID_FIELD));
	stop();
}

/* SV-14 */
static void address_0__first_or_second__is_an_address(void **state)
{
	u64 ram;

	(void)state;
	start();
	ram = t_nvctrl_ram(&t, 4096);
	assert_nvme_status(read_prps(8192, 0, ram), 0);
	t_nvctrl_get(&t, 0, got, 4096);
	t_nvctrl_get(&t, ram, got + 4096, 4096);
	assert_memory_equal(got, mover.data, 8192);
	assert_nvme_status(read_prps(8192, ram, 0), 0);
	t_nvctrl_get(&t, ram, got, 4096);
	t_nvctrl_get(&t, 0, got + 4096, 4096);
	assert_memory_equal(got, mover.data, 8192);
	stop();
}

/* The host turns everything into garbage that the controller has read already. */
static void scribble(void *arg)
{
	static const u8 garbage[64] = { 0xff, 0xff, 0xff };
	const u64 *list = arg;

	t_nvctrl_put(&t, *list, garbage, 64);
	for (u32 slot = 0; slot < t.ring[1].size; slot++)
		t_nvctrl_put(&t, t.ring[1].sq + slot * 64, garbage, 64);
}

/* SV-15 */
static void memory_changed_behind_the_walk__no_effect(void **state)
{
	u64 list, ram;

	(void)state;
	start();
	ram = t_nvctrl_ram(&t, 0x3000);
	list = t_nvctrl_ram(&t, 4096);
	put_list(list, (const u64[]){ ram + 0x1000, ram + 0x2000 }, 2);
	mover.between = scribble;
	mover.arg = &list;
	assert_nvme_status(read_prps(0x3000, ram, list), 0);
	t_nvctrl_get(&t, ram, got, 0x3000);
	assert_memory_equal(got, mover.data, 0x3000);
	mover.between = NULL;
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_registers__as_data_and_as_list__refused),
		cmocka_unit_test(own_registers__as_completion_queue__fatal),
		cmocka_unit_test(own_registers__as_submission_queue__fatal),
		cmocka_unit_test(cmb__later_entries_outside__each_is_judged),
		cmocka_unit_test(circles__ends_with_a_status),
		cmocka_unit_test(list_pointer__four_bytes_before_its_page_ends__refused),
		cmocka_unit_test(four_mib__lists_that_chain__all_bytes),
		cmocka_unit_test(address_0__first_or_second__is_an_address),
		cmocka_unit_test(memory_changed_behind_the_walk__no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
