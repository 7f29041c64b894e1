/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole controller behind its registers: data arrives, and hostile pointers do not (SV-1, SV-3).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "nvctrl.h"
#include "nvme/namespace.h"

static void start(struct t_nvctrl *t)
{
	static const struct bp_nvme_namespace_config disk = { .blocks = 1024 };
	struct bp_nvme_config config = bp_nvme_config_default();

	config.namespaces = &disk;
	config.nr_namespaces = 1;
	t_nvctrl_start(t, &config);
	t_nvctrl_queues(t, 1);
}

static struct nvme_command transfer(u8 opcode, u64 prp1, u64 prp2, u64 slba, u16 blocks)
{
	return (struct nvme_command){ .rw = {
					      .opcode = opcode,
					      .nsid = cpu_to_le32(1),
					      .dptr.prp1 = cpu_to_le64(prp1),
					      .dptr.prp2 = cpu_to_le64(prp2),
					      .slba = cpu_to_le64(slba),
					      .length = cpu_to_le16((u16)(blocks - 1)),
				      } };
}

static void bp_nvme_controller_new__write_then_read__same_bytes(void **state)
{
	u8 sent[8192], got[8192];
	struct nvme_command cmd;
	struct t_nvctrl t;
	u64 from, to;

	(void)state;
	for (unsigned i = 0; i < sizeof(sent); i++)
		sent[i] = (u8)(i * 7 + i / 251);
	start(&t);
	from = t_nvctrl_ram(&t, sizeof(sent));
	to = t_nvctrl_ram(&t, sizeof(got));
	t_nvctrl_put(&t, from, sent, sizeof(sent));
	cmd = transfer(nvme_cmd_write, from, from + 4096, 100, 16);
	assert_nvme_status(t_nvctrl_status(&t, 1, &cmd), NVME_SC_SUCCESS);
	cmd = transfer(nvme_cmd_read, to, to + 4096, 100, 16);
	assert_nvme_status(t_nvctrl_status(&t, 1, &cmd), NVME_SC_SUCCESS);
	t_nvctrl_get(&t, to, got, sizeof(got));
	assert_memory_equal(sent, got, sizeof(sent));
	t_nvctrl_fini(&t);
}

/* SV-1: the data that would disable the controller which moves it. */
static void bp_nvme_controller_new__read_into_own_registers__refused(void **state)
{
	static const u64 offsets[] = { 0, 0x14, 0x1000, 0x1008, 0xff000 };
	struct nvme_command cmd;
	struct t_nvctrl t;
	u64 bar, n = 0;

	(void)state;
	start(&t);
	bar = t_fabric_bus(&t.f, 'a');
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		cmd = transfer(nvme_cmd_read, bar + offsets[i], 0, 0, 1);
		assert_nvme_status(t_nvctrl_status(&t, 1, &cmd), NVME_SC_DATA_XFER_ERROR);
		assert_true(bp_nvme_controller_counters(t.ctrl)->self_mmio_dma > n);
		n = bp_nvme_controller_counters(t.ctrl)->self_mmio_dma;
	}
	assert_int_equal(t_nvctrl_read(&t, NVME_REG_CSTS), NVME_CSTS_RDY);
	assert_int_equal(t_nvctrl_read(&t, NVME_REG_CC) & 1, 1);
	t_nvctrl_fini(&t);
}

/* NVC-34: a peer's registers answer nobody but the CPU. */
static void bp_nvme_controller_new__read_into_a_peer__refused(void **state)
{
	const struct bp_nvme_config config = bp_nvme_config_default();
	struct bp_nvme_controller *peer;
	struct nvme_command cmd;
	struct t_nvctrl t;

	(void)state;
	start(&t);
	assert_int_equal(bp_nvme_controller_new(t.f.fabric, t_fabric_dev(&t.f, 'b'), &config, &peer,
						NULL),
			 0);
	bp_fabric_announce(t.f.fabric, 1);
	cmd = transfer(nvme_cmd_read, t_fabric_bus(&t.f, 'b') + 0x1000, 0, 0, 1);
	assert_nvme_status(t_nvctrl_status(&t, 1, &cmd), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(bp_nvme_controller_counters(peer)->doorbell_not_ready, 0);
	bp_nvme_controller_free(peer);
	t_nvctrl_fini(&t);
}

static void bp_nvme_controller_new__namespace_that_cannot_be__message(void **state)
{
	static const struct bp_nvme_namespace_config disk = { .blocks = 8, .nr_formats = 1000 };
	struct bp_nvme_config config = bp_nvme_config_default();
	struct bp_nvme_controller *ctrl;
	struct bp_error err = { 0 };
	struct t_fabric f;

	(void)state;
	config.namespaces = &disk;
	config.nr_namespaces = 1;
	t_fabric_init(&f, "RP - a", 0, 0);
	assert_int_equal(bp_nvme_controller_new(f.fabric, t_fabric_dev(&f, 'a'), &config, &ctrl,
						&err),
			 -EINVAL);
	assert_string_not_equal(err.text, "");
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_controller_new__write_then_read__same_bytes),
		cmocka_unit_test(bp_nvme_controller_new__read_into_own_registers__refused),
		cmocka_unit_test(bp_nvme_controller_new__read_into_a_peer__refused),
		cmocka_unit_test(bp_nvme_controller_new__namespace_that_cannot_be__message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
