/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which admin commands there are, and what is refused before any of them looks (NVC-27).
 */
#include <blkpath/random.h>

#include "admin_test.h"

/* Commands that are always there. */
static const u8 always[] = {
	nvme_admin_delete_sq,	nvme_admin_create_sq,	 nvme_admin_get_log_page,
	nvme_admin_delete_cq,	nvme_admin_create_cq,	 nvme_admin_identify,
	nvme_admin_abort_cmd,	nvme_admin_set_features, nvme_admin_get_features,
	nvme_admin_async_event,
};

static bool is_there(const u8 *opcodes, size_t nr, unsigned opcode)
{
	for (size_t i = 0; i < nr; i++)
		if (opcodes[i] == opcode)
			return true;
	return false;
}

/* Each of 256; those that exist are kept from doing anything by FUSE. */
static void expect_commands(struct t_admin *a, const u8 *opcodes, size_t nr)
{
	for (unsigned opcode = 0; opcode < 256; opcode++) {
		struct nvme_command cmd = t_admin_cmd(a, (u8)opcode, 0, 0, 0);

		cmd.common.flags = 1;
		assert_nvme_status(t_admin_do(a, &cmd), is_there(opcodes, nr, opcode)
								? T_DNR(NVME_SC_INVALID_FIELD)
								: T_DNR(NVME_SC_INVALID_OPCODE));
		t_written(a, 0);
	}
}

static void bp_nvme_admin_execute__every_opcode__invalid_or_known(void **state)
{
	static const u8 all[] = {
		nvme_admin_delete_sq,	nvme_admin_create_sq,	 nvme_admin_get_log_page,
		nvme_admin_delete_cq,	nvme_admin_create_cq,	 nvme_admin_identify,
		nvme_admin_abort_cmd,	nvme_admin_set_features, nvme_admin_get_features,
		nvme_admin_async_event, nvme_admin_keep_alive,	 nvme_admin_dbbuf,
		nvme_admin_format_nvm,
	};

	expect_commands(*state, all, sizeof(all));
}

static void bp_nvme_admin_execute__nothing_optional__invalid_opcode(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.oacs = 0;
	config.kas = 0;
	t_admin_start(&a, &config);
	expect_commands(&a, always, sizeof(always));
	t_admin_stop(&a);
}

/* NVC-27: PRPs only, and nothing is fused. */
static void bp_nvme_admin_execute__psdt_or_fuse__invalid_field(void **state)
{
	static const u8 flags[] = { 0x01, 0x02, 0x03, 0x40, 0x80, 0xc0, 0x41 };
	struct t_admin *a = *state;

	for (size_t i = 0; i < sizeof(flags); i++) {
		struct nvme_command cmd =
			t_admin_cmd(a, nvme_admin_identify, 0, NVME_ID_CNS_CTRL, 0);

		cmd.common.flags = flags[i];
		assert_nvme_status(t_admin_do(a, &cmd), T_DNR(NVME_SC_INVALID_FIELD));
		t_written(a, 0);
	}
}

/* Writes to where nothing is are findings of the fabric. */
static void forget_findings(struct t_admin *a)
{
	a->t.f.pci.env.hits[BP_SITE_WRITE_UNANNOUNCED] = 0;
}

/* NVC-20, and no byte moves (INV-NVME-23). */
static void bp_nvme_admin_execute__bad_data_pointer__its_status(void **state)
{
	struct t_admin *a = *state;
	const u64 own = t_fabric_bus(&a->t.f, 'a');
	const struct {
		u64 prp1;
		u64 prp2;
		u16 status;
	} cases[] = {
		{ a->buffer + 2, a->buffer + T_PAGE, T_DNR(NVME_SC_PRP_INVALID_OFFSET) },
		{ a->buffer + 4, a->buffer + T_PAGE + 4, T_DNR(NVME_SC_PRP_INVALID_OFFSET) },
		{ own, 0, NVME_SC_DATA_XFER_ERROR },
		{ 1ull << 60, 0, NVME_SC_DATA_XFER_ERROR },
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct nvme_command cmd =
			t_admin_cmd(a, nvme_admin_identify, 0, NVME_ID_CNS_CTRL, 0);

		cmd.common.dptr.prp1 = cpu_to_le64(cases[i].prp1);
		cmd.common.dptr.prp2 = cpu_to_le64(cases[i].prp2);
		assert_nvme_status(t_admin_do(a, &cmd), cases[i].status);
		t_written(a, 0);
	}
	assert_int_equal(bp_nvme_controller_counters(a->t.ctrl)->self_mmio_dma, 1);
	forget_findings(a);
}

/* NVC-4: a reset takes events, requests and what was set. */
static void bp_nvme_admin_reset__with_events_and_features__as_in_the_beginning(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_command aer = t_admin_cmd(a, nvme_admin_async_event, 0, 0, 0);
	struct nvme_completion cqe;

	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_REG);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_IRQ_COALESCE, 0x1234), NVME_SC_SUCCESS);
	t_nvctrl_disable(&a->t);
	t_nvctrl_enable(&a->t);
	assert_int_equal(t_now(a, 0, NVME_FEAT_IRQ_COALESCE, 0), 0);
	t_nvctrl_submit(&a->t, 0, &aer);
	assert_false(t_nvctrl_reap(&a->t, 0, &cqe));
}

/* NVC-4: nobody waits for events any more, and a warning that lasts is new to the host. */
static void bp_nvme_admin_reset__requests_and_warnings__forgotten(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_command aer = t_admin_cmd(a, nvme_admin_async_event, 0, 0, 0);
	struct nvme_completion cqe;
	u16 cid;

	for (unsigned life = 0; life < 3; life++) {
		assert_nvme_status(t_set(a, 0, NVME_FEAT_ASYNC_EVENT, 2), NVME_SC_SUCCESS);
		bp_nvme_temperature(a->t.ctrl, 400);
		cid = t_nvctrl_submit(&a->t, 0, &aer);
		assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), cid);
		assert_int_equal(le32_to_cpu(cqe.result.u32), 0x020101);
		for (unsigned i = 0; i <= a->t.config.aerl; i++)
			t_nvctrl_submit(&a->t, 0, &aer);
		assert_false(t_nvctrl_reap(&a->t, 0, &cqe));
		t_nvctrl_disable(&a->t);
		t_nvctrl_enable(&a->t);
	}
}

/* Random bytes in all but the id: something is answered, or an event is waited for. */
static void bp_nvme_admin_execute__random_commands__always_an_answer(void **state)
{
	struct t_admin *a = *state;
	u64 random = 1;

	for (unsigned i = 0; i < 5000; i++) {
		struct nvme_command cmd;
		struct nvme_completion cqe;

		for (size_t at = 0; at < sizeof(cmd); at++)
			cmd.bp_bytes[at] = (u8)(bp_random_next(&random) >> 32);
		cmd.common.opcode = always[bp_random_next(&random) % sizeof(always)];
		cmd.common.flags = bp_random_next(&random) % 8 ? 0 : cmd.common.flags;
		cmd.common.nsid = cpu_to_le32((u32)(bp_random_next(&random) % 5));
		cmd.common.cdw10 = cpu_to_le32((u32)(bp_random_next(&random) & 0x8fff070f));
		if (bp_random_next(&random) % 2)
			cmd.common.dptr.prp1 = cpu_to_le64(a->buffer);
		t_nvctrl_submit(&a->t, 0, &cmd);
		if (cmd.common.opcode == nvme_admin_async_event && !cmd.common.flags)
			bp_nvme_event(a->t.ctrl, NVME_AER_SMART, 0);
		else
			assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
		while (t_nvctrl_peek(&a->t, 0, &cqe))
			;
	}
	forget_findings(a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_admin_execute__every_opcode__invalid_or_known),
		cmocka_unit_test(bp_nvme_admin_execute__nothing_optional__invalid_opcode),
		t_with_admin(bp_nvme_admin_execute__psdt_or_fuse__invalid_field),
		t_with_admin(bp_nvme_admin_execute__bad_data_pointer__its_status),
		t_with_admin(bp_nvme_admin_reset__with_events_and_features__as_in_the_beginning),
		t_with_admin(bp_nvme_admin_reset__requests_and_warnings__forgotten),
		t_with_admin(bp_nvme_admin_execute__random_commands__always_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
