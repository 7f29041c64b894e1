/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller memory buffer's registers, place and queues (NVM-1, NVM-2, NVC-15, NVC-32, SV-4).
 */
#include <errno.h>

#include "engine_test.h"

/* 64 KiB from 512 KiB of BAR 0 on: SQS, LISTS, RDS, WDS; units of 4 KiB. */
#define CMBLOC (0x80u << 12)
#define CMBSZ (0x10u << 12 | 0x1d)
#define OFFSET 0x80000u
#define BYTES 0x10000u
#define CRE 1u
#define CMSE 2u

static struct bp_nvme_config with_cmb(enum bp_nvme_cmb_scheme scheme)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.cmb_scheme = scheme;
	config.cmbloc = CMBLOC;
	config.cmbsz = CMBSZ;
	return config;
}

static void cmb__legacy__visible_and_in_its_bar(void **state)
{
	const struct bp_nvme_config config = with_cmb(BP_NVME_CMB_LEGACY);
	struct t_engine t;

	(void)state;
	t_engine_init(&t, &config);
	assert_int_equal(t_read(&t, NVME_REG_CMBLOC, 4), CMBLOC);
	assert_int_equal(t_read(&t, NVME_REG_CMBSZ, 4), CMBSZ);
	assert_int_equal(t_read(&t, 0, 8) >> 57 & 1, 0);
	assert_true(t.ctrl->cmb.is_on);
	assert_int_equal(t.ctrl->cmb.base, t_fabric_bus(&t.f, 'a') + OFFSET);
	assert_int_equal(t.ctrl->cmb.bytes, BYTES);
	t_write(&t, NVME_REG_CMBMSC, 3, 8);
	assert_int_equal(t_count(&t)->read_only, 1);
	assert_int_equal(t_read(&t, NVME_REG_CMBMSC, 8), 0);
	t_engine_fini(&t);
}

/* NVM-2: a host that does not know of CMBMSC sees none. */
static void cmb__by_cba__hidden_until_asked(void **state)
{
	const struct bp_nvme_config config = with_cmb(BP_NVME_CMB_CBA);
	const u64 cba = 0x4000000000ull;
	struct t_engine t;

	(void)state;
	t_engine_init(&t, &config);
	assert_int_equal(t_read(&t, NVME_REG_CMBLOC, 4), 0);
	assert_int_equal(t_read(&t, NVME_REG_CMBSZ, 4), 0);
	assert_int_equal(t_read(&t, 0, 8) >> 57 & 1, 1);
	assert_false(t.ctrl->cmb.is_on);
	t_write(&t, NVME_REG_CMBMSC, cba | CMSE, 8); /* nothing without CRE */
	assert_false(t.ctrl->cmb.is_on);
	assert_int_equal(t_read(&t, NVME_REG_CMBSZ, 4), 0);
	t_write(&t, NVME_REG_CMBMSC, CRE, 8);
	assert_int_equal(t_read(&t, NVME_REG_CMBLOC, 4), CMBLOC);
	assert_int_equal(t_read(&t, NVME_REG_CMBSZ, 4), CMBSZ);
	assert_false(t.ctrl->cmb.is_on);
	t_write(&t, NVME_REG_CMBMSC, cba | 0xff0 | CRE | CMSE, 8);
	assert_int_equal(t_read(&t, NVME_REG_CMBMSC, 8), cba | CRE | CMSE);
	assert_int_equal(t_read(&t, NVME_REG_CMBSTS, 4), 0);
	assert_true(t.ctrl->cmb.is_on);
	assert_int_equal(t.ctrl->cmb.base, cba);
	/* NVC-4: it survives a reset. */
	t_engine_enable(&t);
	t_cc(&t, 0);
	assert_int_equal(t_read(&t, NVME_REG_CMBMSC, 8), cba | CRE | CMSE);
	t_write(&t, NVME_REG_CMBMSC, 0, 4);
	assert_false(t.ctrl->cmb.is_on);
	assert_int_equal(t_read(&t, NVME_REG_CMBSZ, 4), 0);
	t_engine_fini(&t);
}

static void cmb__cba_that_wraps__no_effect(void **state)
{
	const struct bp_nvme_config config = with_cmb(BP_NVME_CMB_CBA);
	struct t_engine t;

	(void)state;
	t_engine_init(&t, &config);
	t_write(&t, NVME_REG_CMBMSC, (~0ull - BYTES + 1 + 0x1000) | CRE | CMSE, 8);
	assert_int_equal(t_read(&t, NVME_REG_CMBSTS, 4), 1);
	assert_false(t.ctrl->cmb.is_on);
	assert_int_equal(t_read(&t, NVME_REG_CMBSZ, 4), CMBSZ);
	t_write(&t, NVME_REG_CMBMSC, CRE | CMSE, 8); /* 0 is an address like others */
	assert_int_equal(t_read(&t, NVME_REG_CMBSTS, 4), 0);
	assert_true(t.ctrl->cmb.is_on);
	t_engine_fini(&t);
}

/* The host stores commands in the buffer, and the controller fetches them there. */
static void cmb__submission_queue_in_it__fetched_inside(void **state)
{
	(void)state;
	for (unsigned scheme = 0; scheme < 2; scheme++) {
		const struct bp_nvme_config config = with_cmb(scheme);
		const u64 cba = 0x4000000000ull;
		struct nvme_command cmd = t_command(nvme_cmd_read, 9);
		struct nvme_command sq = t_sq_command(1, 8), cq = t_cq_command(1, 8);
		struct nvme_completion cqe;
		struct t_engine t;
		u64 phys;

		t_start(&t, &config);
		if (scheme)
			t_write(&t, NVME_REG_CMBMSC, cba | CRE | CMSE, 8);
		t_pair_reset(&t, 1, 8);
		sq.create_sq.prp1 = cpu_to_le64(t.ctrl->cmb.base + 0x1000);
		assert_int_equal(t_admin_run(&t, &cq), 0);
		assert_int_equal(t_admin_run(&t, &sq), 0);
		assert_true(bp_nvme_sq(t.ctrl, 1)->in_cmb);
		phys = t_fabric_dev(&t.f, 'a')->resource[0].start + OFFSET + 0x1000;
		bp_fabric_cpu_write(t.f.fabric, bp_phys_addr(phys), &cmd, 64);
		t_doorbell(&t, 1, false, 1);
		t_run(&t);
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), 9);
		assert_int_equal(t_count(&t)->self_mmio_dma, 0);
		/* Fault cmb-off: it goes away under use, and the next fetch fails (NVC-7). */
		t_fault(&t, "cmb-off");
		cmd.common.command_id = cpu_to_le16(10);
		bp_fabric_cpu_write(t.f.fabric, bp_phys_addr(phys + 64), &cmd, 64);
		bp_fabric_cpu_write(t.f.fabric, bp_phys_addr(phys + 128), &cmd, 64);
		t_doorbell(&t, 1, false, 3);
		t_run(&t);
		assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_CFS);
		t_engine_fini(&t);
	}
}

/* NVC-37, P2P-A6.7: nobody answers; loads of the CPU are all ones, as those of registers. */
static void cmb__pulled_out__answers_to_nobody(void **state)
{
	const struct bp_nvme_config config = with_cmb(BP_NVME_CMB_LEGACY);
	u32 word = 0x1234, read = 0;
	struct bp_transfer transfer = { .bytes = 4, .data = &read };
	struct bp_transferred done;
	struct t_engine t;
	phys_addr_t phys;

	(void)state;
	t_start(&t, &config);
	phys = bp_phys_addr(t_fabric_dev(&t.f, 'a')->resource[0].start + OFFSET);
	transfer.requester = t_fabric_dev(&t.f, 'b');
	transfer.address = t.ctrl->cmb.base;
	bp_fabric_cpu_write(t.f.fabric, phys, &word, 4);
	assert_int_equal(bp_fabric_transfer(t.f.fabric, &transfer, &done), 0);
	assert_int_equal(done.seen, BP_OUTCOME_SUCCESS);
	assert_int_equal(read, word);
	bp_nvme_controller_remove(t.ctrl);
	bp_fabric_announce(t.f.fabric, 1); /* A7.6 */
	bp_fabric_cpu_write(t.f.fabric, phys, &word, 4);
	bp_fabric_cpu_read(t.f.fabric, phys, &read, 4);
	assert_int_equal(read, 0xffffffff);
	assert_int_equal(bp_fabric_transfer(t.f.fabric, &transfer, &done), 0);
	assert_int_equal(done.seen, BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(t_csts(&t), 0xffffffff);
	t_engine_fini(&t);
}

/* NVC-15 */
static void cmb__queues_it_cannot_hold__invalid_use(void **state)
{
	struct bp_nvme_config config = with_cmb(BP_NVME_CMB_LEGACY);
	static const u64 offsets[] = { 0, BYTES - 0x1000, 0x3000 };
	struct t_engine t;

	(void)state;
	config.cmbsz &= ~(u32)NVME_CMBSZ_SQS;
	t_start(&t, &config);
	t_queues(&t, 1, 8);
	for (size_t i = 0; i < 3; i++) {
		struct nvme_command sq = t_sq_command(2, 8), cq = t_cq_command(2, 8);

		sq.create_sq.cqid = cpu_to_le16(1);
		sq.create_sq.prp1 = cpu_to_le64(t.ctrl->cmb.base + offsets[i]);
		cq.create_cq.prp1 = sq.create_sq.prp1;
		assert_int_equal(t_admin_run(&t, &sq), NVME_SC_CMB_INVALID_USE | NVME_SC_DNR);
		assert_int_equal(t_admin_run(&t, &cq), NVME_SC_CMB_INVALID_USE | NVME_SC_DNR);
	}
	t_engine_fini(&t);
}

/* NVC-15: SQS is for submission queues, CQS for completion queues. */
static void cmb__queues_of_one_kind__by_its_bit(void **state)
{
	static const u32 bits[] = { NVME_CMBSZ_SQS, NVME_CMBSZ_CQS };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const u16 refused = NVME_SC_CMB_INVALID_USE | NVME_SC_DNR;
		struct bp_nvme_config config = with_cmb(BP_NVME_CMB_LEGACY);
		struct nvme_command sq = t_sq_command(2, 8), cq = t_cq_command(2, 8);
		struct t_engine t;

		config.cmbsz &= ~(u32)(NVME_CMBSZ_SQS | NVME_CMBSZ_CQS);
		config.cmbsz |= bits[i];
		t_start(&t, &config);
		t_queues(&t, 1, 8);
		sq.create_sq.cqid = cpu_to_le16(1);
		sq.create_sq.prp1 = cq.create_cq.prp1 = cpu_to_le64(t.ctrl->cmb.base);
		assert_int_equal(t_admin_run(&t, &sq), i ? refused : 0);
		assert_int_equal(t_admin_run(&t, &cq), i ? 0 : refused);
		/* One that begins before the buffer reaches into it. */
		sq.create_sq = t_sq_command(3, 128).create_sq;
		sq.create_sq.cqid = cpu_to_le16(1);
		sq.create_sq.prp1 = cpu_to_le64(t.ctrl->cmb.base - 0x1000);
		assert_int_equal(t_admin_run(&t, &sq), i ? refused : 0);
		t_engine_fini(&t);
	}
}

/* SV-4: at its last bytes, at every width, and over its end. */
static void cmb__mmio_at_its_end__memory_and_no_more(void **state)
{
	const struct bp_nvme_config config = with_cmb(BP_NVME_CMB_LEGACY);
	static const unsigned widths[] = { 1, 2, 4, 8 };
	struct t_engine t;

	(void)state;
	t_engine_init(&t, &config);
	for (size_t i = 0; i < 4; i++) {
		u64 at = OFFSET + BYTES - widths[i];
		u64 mask = ~0ull >> (64 - 8 * widths[i]);

		t_write(&t, at, 0x1122334455667788ull, widths[i]);
		assert_int_equal(t_read(&t, at, widths[i]), 0x1122334455667788ull & mask);
		t_write(&t, at + widths[i] / 2 + 1, ~0ull, widths[i]);
		t_read(&t, at + widths[i] / 2 + 1, widths[i]);
		/* The last byte before it is a register. */
		t_write(&t, OFFSET - 1, 0xff, 1);
		assert_int_equal(t_read(&t, OFFSET - 1, 1), 0);
	}
	assert_int_equal(t_count(&t)->mmio_access, 8);
	t_engine_fini(&t);
}

static void bp_nvme_engine_new__buffer_that_cannot_be__message(void **state)
{
	static const struct {
		u32 cmbloc;
		u32 cmbsz;
		const char *key;
	} rows[] = {
		{ CMBLOC, 0x81u << 12, "cmbsz" },	 /* over the end */
		{ 0x101u << 12, 1u << 12, "cmbsz" },	 /* behind it */
		{ 2, 1u << 12, "cmbsz" },		 /* there is no BAR 2 */
		{ 7, 1u << 12, "cmbsz" },		 /* nowhere is a BAR 7 */
		{ CMBLOC, 0x1d, "cmbsz" },		 /* no bytes */
		{ CMBLOC, 1u << 12 | 7u << 8, "cmbsz" }, /* a unit that is reserved */
		{ 1u << 12, 1u << 12, "cmbloc" },	 /* over the doorbells */
		{ 0, 1u << 12, "cmbloc" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bp_nvme_config config = bp_nvme_config_default();
		struct bp_nvme_controller *ctrl;
		struct bp_error err = { 0 };
		struct t_fabric f;

		config.cmbloc = rows[i].cmbloc;
		config.cmbsz = rows[i].cmbsz;
		t_fabric_init(&f, "RP - a", 0, 0);
		assert_int_equal(bp_nvme_engine_new(f.fabric, t_fabric_dev(&f, 'a'), &config,
						    &t_parts, &ctrl, &err),
				 -EINVAL);
		assert_string_equal(err.key, rows[i].key);
		t_fabric_fini(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cmb__legacy__visible_and_in_its_bar),
		cmocka_unit_test(cmb__by_cba__hidden_until_asked),
		cmocka_unit_test(cmb__cba_that_wraps__no_effect),
		cmocka_unit_test(cmb__submission_queue_in_it__fetched_inside),
		cmocka_unit_test(cmb__pulled_out__answers_to_nobody),
		cmocka_unit_test(cmb__queues_it_cannot_hold__invalid_use),
		cmocka_unit_test(cmb__queues_of_one_kind__by_its_bit),
		cmocka_unit_test(cmb__mmio_at_its_end__memory_and_no_more),
		cmocka_unit_test(bp_nvme_engine_new__buffer_that_cannot_be__message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
