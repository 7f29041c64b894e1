/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admin commands to a controller with three namespaces: 1 is plain, 2 is inactive, 3 has formats
 * with metadata.  Each command has a buffer of two pages.
 */
#ifndef T_ADMIN_TEST_H
#define T_ADMIN_TEST_H

#include <string.h>

#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_identify.h>
#include <blkpath/nvme_log.h>

#include "bp_test.h"
#include "nvctrl.h"
#include "nvme/admin.h"
#include "nvme/namespace.h"
#include "nvme/namespaces.h"

#define T_NAMESPACES 3u
#define T_PAGE 4096u

struct t_admin {
	struct t_nvctrl t;
	u64 buffer;
	u8 data[2 * T_PAGE]; /* of the last command; what was not written is 0xee */
	u32 result;
};

static const struct bp_nvme_namespace_config t_namespaces[T_NAMESPACES] = {
	{ .blocks = 1024, .eui64 = 0x0102030405060708 },
	{ 0 },
	{ .blocks = 64, .formats = { { .lbads = 9 }, { .ms = 8, .lbads = 9 } }, .nr_formats = 2 },
};

/* All that is optional is there. */
static inline struct bp_nvme_config t_admin_config(void)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.namespaces = t_namespaces;
	config.nr_namespaces = T_NAMESPACES;
	config.vs = BP_NVME_VS_1_4;
	config.vwc = NVME_CTRL_VWC_PRESENT;
	config.oacs = NVME_CTRL_OACS_FORMAT | NVME_CTRL_OACS_DBBUF_SUPP;
	config.oncs = NVME_CTRL_ONCS_SAVE_SELECT | NVME_CTRL_ONCS_TIMESTAMP;
	config.kas = 10;
	config.nr_io_queues = 8;
	config.vectors = 9;
	return config;
}

static inline int t_admin_init(struct bp_nvme_controller *ctrl, struct bp_error *err)
{
	const int ret = bp_nvme_namespaces_init(ctrl, err);

	return ret ? ret : bp_nvme_admin_init(ctrl);
}

static inline void t_admin_fini(struct bp_nvme_controller *ctrl)
{
	bp_nvme_admin_fini(ctrl);
	bp_nvme_namespaces_fini(ctrl);
}

/* No I/O. */
static const struct bp_nvme_parts t_admin_parts = {
	.init = t_admin_init,
	.fini = t_admin_fini,
	.admin = bp_nvme_admin_execute,
	.completed = bp_nvme_admin_completed,
	.event = bp_nvme_event,
	.reset = bp_nvme_admin_reset,
};

static inline void t_admin_start(struct t_admin *a, const struct bp_nvme_config *config)
{
	const struct bp_nvme_config all = t_admin_config();

	t_nvctrl_engine(&a->t, config ? config : &all, &t_admin_parts);
	t_nvctrl_enable(&a->t);
	a->buffer = t_nvctrl_ram(&a->t, 2 * T_PAGE);
}

static inline void t_admin_stop(struct t_admin *a)
{
	t_nvctrl_fini(&a->t);
}

/* A command whose data, if any, lies in the buffer. */
static inline struct nvme_command t_admin_cmd(const struct t_admin *a, u8 opcode, u32 nsid,
					      u32 cdw10, u32 cdw11)
{
	return (struct nvme_command){ .common = {
					      .opcode = opcode,
					      .nsid = cpu_to_le32(nsid),
					      .dptr.prp1 = cpu_to_le64(a->buffer),
					      .dptr.prp2 = cpu_to_le64(a->buffer + T_PAGE),
					      .cdw10 = cpu_to_le32(cdw10),
					      .cdw11 = cpu_to_le32(cdw11),
				      } };
}

/* Does it: data and result are in @a. */
static inline u16 t_admin_do(struct t_admin *a, const struct nvme_command *cmd)
{
	struct nvme_completion cqe;

	memset(a->data, 0xee, sizeof(a->data));
	t_nvctrl_put(&a->t, a->buffer, a->data, sizeof(a->data));
	cqe = t_nvctrl_run(&a->t, 0, cmd);
	t_nvctrl_get(&a->t, a->buffer, a->data, sizeof(a->data));
	a->result = le32_to_cpu(cqe.result.u32);
	return le16_to_cpu(cqe.status) >> 1;
}

static inline u16 t_admin(struct t_admin *a, u8 opcode, u32 nsid, u32 cdw10, u32 cdw11)
{
	const struct nvme_command cmd = t_admin_cmd(a, opcode, nsid, cdw10, cdw11);

	return t_admin_do(a, &cmd);
}

/* Get Log Page: bytes, a multiple of 4, from an offset on. */
static inline u16 t_log(struct t_admin *a, u32 nsid, u8 lid, u64 offset, u64 bytes, u32 flags)
{
	const u64 dwords = bytes / 4 - 1;
	struct nvme_command cmd =
		t_admin_cmd(a, nvme_admin_get_log_page, nsid,
			    lid | flags | (u32)(dwords & 0xffff) << 16, (u32)(dwords >> 16));

	cmd.common.cdw12 = cpu_to_le32((u32)offset);
	cmd.common.cdw13 = cpu_to_le32((u32)(offset >> 32));
	return t_admin_do(a, &cmd);
}

static inline u16 t_set(struct t_admin *a, u32 nsid, u32 fid, u32 value)
{
	return t_admin(a, nvme_admin_set_features, nsid, fid, value);
}

/* Get Features: CDW11 says which slot where there are several; the value is in result. */
static inline u16 t_get(struct t_admin *a, u32 nsid, u32 fid, u32 select, u32 cdw11)
{
	return t_admin(a, nvme_admin_get_features, nsid, fid | select << 8, cdw11);
}

/* What a feature says now. */
static inline u32 t_now(struct t_admin *a, u32 nsid, u32 fid, u32 cdw11)
{
	assert_nvme_status(t_get(a, nsid, fid, NVME_FEAT_SEL_CURRENT, cdw11), NVME_SC_SUCCESS);
	return a->result;
}

/* The first @bytes were written, and no more. */
static inline void t_written(const struct t_admin *a, u32 bytes)
{
	if (bytes && a->data[bytes - 1] == 0xee)
		fail_msg("byte %u was not written", bytes - 1);
	for (u32 i = bytes; i < sizeof(a->data); i++)
		if (a->data[i] != 0xee)
			fail_msg("byte %u was written, %u were meant", i, bytes);
}

/* Each test has a struct t_admin for its state. */
static inline int t_admin_set_up(void **state)
{
	static struct t_admin admin;

	memset(&admin, 0, sizeof(admin));
	t_admin_start(&admin, NULL);
	*state = &admin;
	return 0;
}

static inline int t_admin_tear_down(void **state)
{
	t_admin_stop(*state);
	return 0;
}

#define t_with_admin(test) cmocka_unit_test_setup_teardown(test, t_admin_set_up, t_admin_tear_down)

#endif
